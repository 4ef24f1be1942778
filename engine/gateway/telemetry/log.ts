import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** JSON lines. Everything is a value of a JSON string, so that nothing a caller sends can begin a line of its own. */
export const createLog = (destination: DestinationStream, level: string): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: stdSerializers.err },
    },
    destination,
  );
