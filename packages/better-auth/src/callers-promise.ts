/**
 * A promise that isn't an instance of `Promise`. With a handler for background tasks, better-auth doesn't wait for a `Promise`
 * of `sendOTP`: it answers "code sent", and only logs the error. It always waits for anything else that can be awaited, so
 * that the caller learns of an error.
 */
export class CallersPromise<Value> implements Promise<Value> {
  readonly [Symbol.toStringTag] = 'CallersPromise';

  constructor(private readonly promise: Promise<Value>) {}

  then: Promise<Value>['then'] = (onFulfilled, onRejected) => this.promise.then(onFulfilled, onRejected);

  catch: Promise<Value>['catch'] = (onRejected) => this.promise.catch(onRejected);

  finally: Promise<Value>['finally'] = (onFinally) => this.promise.finally(onFinally);
}
