-- Purpose: takes a claimed message back after the provider failed.
--
-- KEYS  1  the session
--       2  the counts of the day the message was counted in; only if it is to leave the count
-- ARGV  1  generation
--       2  send attempt that was claimed, or empty
--       3  the greatest attempt before it, or empty
--       4  number id
--       5  when the message was counted, ms into the day
-- Output  nil
-- @include session-record
-- @include remove-time
-- @include uncount-message
local bytes = redis.call('GET', KEYS[1])
local session = bytes and unpack_session(bytes)
local attempt = tonumber(ARGV[2])
if session and session.generation == ARGV[1] and session.attempt == attempt then
  session.attempt = tonumber(ARGV[3])
  redis.call('SET', KEYS[1], pack_session(session), 'KEEPTTL')
end
uncount_message(KEYS[2], ARGV[4], tonumber(ARGV[5]))
return nil
