# Source this file to start a Redis without persistence for the queue example, on a free loopback port and in a temporary
# directory. Sets REDIS_URL. If REDIS_URL is already set, uses that Redis. If Redis cannot be installed, the example and
# its test are skipped.

install_redis() {
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    $as_root true 2>/dev/null || { echo "redis-server is not installed, and installing it needs root or sudo -n"; return 1; }
  fi
  command -v apt-get >/dev/null || { echo "redis-server is not installed, and apt-get is not available"; return 1; }
  # RUNLEVEL=1 installs the program without starting its service.
  { $as_root apt-get -qq update && $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends redis-server; } >/dev/null ||
    { echo "redis-server is not installed, and apt-get failed to install it"; return 1; }
}

start_redis() {
  if [ -n "${REDIS_URL:-}" ]; then return; fi
  command -v redis-server >/dev/null || install_redis || { echo "Skipping everything that needs REDIS_URL."; return; }
  local port
  port=$(node -e "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })")
  REDIS_DIRECTORY=$(mktemp -d)
  redis-server --bind 127.0.0.1 --port "$port" --dir "$REDIS_DIRECTORY" --save '' --appendonly no >"$REDIS_DIRECTORY/log" &
  REDIS_PID=$!
  trap stop_redis EXIT
  for _ in $(seq 100); do
    if redis-cli -p "$port" ping >/dev/null 2>&1; then
      export REDIS_URL="redis://127.0.0.1:$port"
      return
    fi
    sleep 0.1
  done
  echo "redis-server did not start:" && cat "$REDIS_DIRECTORY/log" && return 1
}

stop_redis() {
  kill "$REDIS_PID" 2>/dev/null && wait "$REDIS_PID" || true
  rm -rf "$REDIS_DIRECTORY"
}
