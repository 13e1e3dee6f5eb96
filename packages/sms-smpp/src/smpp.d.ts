/**
 * The part of `smpp` 0.5.1 that is used here; it brings no types. Names are those of SMPP 3.4.
 */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { ConnectionOptions } from 'node:tls';

  /** A decoded PDU. Which fields are there depends on the command, and on the peer. */
  export interface Pdu {
    /** Such as `submit_sm_resp`; `unknown` for one of no such command. */
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly message_id?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly short_message?: DecodedMessage | Buffer;
    readonly message_payload?: DecodedMessage | Buffer;
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    readonly network_error_code?: Buffer;
    isResponse(): boolean;
    /** The answer to a request; to an unknown one a generic_nack. */
    response(fields?: Fields): Pdu;
  }

  /** A text, decoded by the data coding of its PDU; octets where the library knows none. */
  export interface DecodedMessage {
    readonly message: string | Buffer;
  }

  export type Fields = Readonly<Record<string, string | number | Buffer>>;

  /** Called with the answer, which never comes if the connection ends before it. */
  export type Answered = (answer: Pdu) => void;

  /** Sends a PDU. False: the connection takes none any more, and nothing was written. */
  export type Request = (fields: Fields, answered?: Answered) => boolean;

  /** Events: `connect`, `secureConnect`, `pdu` for each one that comes in, `error`, `close`. */
  export interface Session extends EventEmitter {
    readonly bind_transceiver: Request;
    readonly bind_transmitter: Request;
    readonly submit_sm: Request;
    readonly enquire_link: Request;
    readonly unbind: Request;
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  export interface SessionOptions extends ConnectionOptions {
    readonly host: string;
    readonly port: number;
    readonly tls: boolean;
    readonly noDelay: boolean;
  }

  const smpp: {
    connect(options: SessionOptions): Session;
    /** Names to numbers, such as `ESME_RTHROTTLED`. */
    readonly errors: Readonly<Record<string, number>>;
    readonly gsmCoder: {
      /** @param table 0: the basic table of GSM 03.38. */
      encode(text: string, table: number): Buffer;
    };
  };
  export default smpp;
}
