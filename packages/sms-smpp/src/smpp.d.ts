/** Types of the part of `smpp` 0.5.1 that is used here: the library has none. Names are those of SMPP 3.4. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { ConnectionOptions } from 'node:tls';

  /** A decoded PDU. Its fields depend on the command and on the peer. */
  export interface Pdu {
    /** Such as `submit_sm_resp`; `unknown` if the library doesn't know the command. */
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly message_id?: string;
    readonly source_addr?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly short_message?: DecodedMessage | Buffer;
    readonly message_payload?: DecodedMessage | Buffer;
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    readonly network_error_code?: Buffer;
    isResponse(): boolean;
    /** The answer to a request; a generic_nack if the command is unknown. */
    response(fields?: Fields): Pdu;
  }

  /** A text, decoded by the data coding of its PDU; octets if the library doesn't know the coding. */
  export interface DecodedMessage {
    readonly message: string | Buffer;
  }

  export type Fields = Readonly<Record<string, string | number | Buffer>>;

  /** Called with the answer; never called if the connection ends first. */
  export type Answered = (answer: Pdu) => void;

  /** Sends a PDU. Returns false if the connection accepts no more, and nothing was written. */
  export type Request = (fields: Fields, answered?: Answered) => boolean;

  /** Events: `connect`, `secureConnect`, `pdu` for each PDU received, `error`, `close`. */
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
    /** Status numbers by name, such as `ESME_RTHROTTLED`. */
    readonly errors: Readonly<Record<string, number>>;
    readonly gsmCoder: {
      /** @param table 0: the basic table of GSM 03.38. */
      encode(text: string, table: number): Buffer;
    };
  };
  export default smpp;
}
