/**
 * For every HTTP server that we open. A request that has not arrived whole within 15 seconds, its headers or its body, is ended: Slack
 * and browsers send theirs within one. Node looks every half minute by default, which would make it 45.
 */
const ARRIVAL = { headersTimeout: 15_000, requestTimeout: 15_000, connectionsCheckingInterval: 1000 };

/**
 * Idle connections are kept longer than a proxy in front keeps them (60 s is usual): with Node's five seconds, a request that
 * comes just then meets a closed connection, and Slack shows `dispatch_failed`.
 */
const KEEP_ALIVE = { keepAliveTimeout: 65_000 };

export const SERVER_LIMITS = { ...ARRIVAL, ...KEEP_ALIVE };
