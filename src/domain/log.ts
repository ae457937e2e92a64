type Write = (fields: object, message: string) => void;

/** A logger of JSON lines: a static message and fields. Structurally pino's. */
export type Log = { readonly debug: Write; readonly info: Write; readonly warn: Write; readonly error: Write };
