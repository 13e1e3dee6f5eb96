-- Purpose: reads a session, and removes it if it is validated, so that exactly one call gets a validation.
--
-- KEYS, ARGV and output: as read.lua.
-- @include session-format
-- @include read-validated
local validated = read_validated()
if validated then
  redis.call('DEL', KEYS[1])
  return validated
end
-- @include session-record
-- @include read-session
local answer, key = read_session()
if key then redis.call('DEL', key) end
return answer
