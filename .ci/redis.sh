# To be sourced: a Redis of its own for the examples that hand splits to others, on a free loopback port, in a directory
# that is removed, without persistence. Sets REDIS_URL; where that is set already, that Redis is used. Without one, what
# needs it is skipped by name.

install_redis() {
  local as_root=""
  if [ "$(id -u)" != 0 ]; then
    as_root="sudo -n"
    $as_root true 2>/dev/null || { echo "redis-server is missing, and installing it needs root or sudo -n"; return 1; }
  fi
  command -v apt-get >/dev/null || { echo "redis-server is missing, and there is no apt-get to install it"; return 1; }
  # RUNLEVEL=1: only the program is wanted, not its service.
  { $as_root apt-get -qq update && $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends redis-server; } >/dev/null ||
    { echo "redis-server is missing, and apt-get could not install it"; return 1; }
}

start_redis() {
  if [ -n "${REDIS_URL:-}" ]; then return; fi
  command -v redis-server >/dev/null || install_redis || { echo "What needs REDIS_URL is skipped."; return; }
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
