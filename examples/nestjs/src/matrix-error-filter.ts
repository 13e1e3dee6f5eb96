import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { MatrixError } from '@threepid/core';

/** Answers errors of threepid with their status and message, which are meant for callers of the API. */
@Catch(MatrixError)
export class MatrixErrorFilter implements ExceptionFilter<MatrixError> {
  constructor(private readonly host: HttpAdapterHost) {}

  catch({ status, errcode, message }: MatrixError, context: ArgumentsHost): void {
    const body = { errcode, error: message };
    this.host.httpAdapter.reply(context.switchToHttp().getResponse(), body, status);
  }
}
