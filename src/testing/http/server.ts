import { createServer, type RequestListener } from 'node:http';

/** A server that listens on the loopback address. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  /** Stops listening and closes every connection, also those that hang. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, and nowhere else; port 0 takes a free one. Rejects when the port is taken. */
export const listenOnLoopback = (listener: RequestListener, port: number): Promise<LoopbackServer> =>
  new Promise((resolve, reject) => {
    // an idle connection is never closed from this side: a client that reuses it at that moment would see a reset
    const server = createServer(
      // a token has up to 6,144 characters, three times that when they are escaped
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: 65_536 },
      listener,
    );
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        endpoint: `http://127.0.0.1:${bound}`,
        port: bound,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
