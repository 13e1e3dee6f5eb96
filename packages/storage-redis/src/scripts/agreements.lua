-- Purpose: reads the agreements of a user and extends their lifetime, so that returning users aren't asked again.
--
-- KEYS  1  the user's agreements, as add-agreements.lua writes them
-- ARGV  1  ms until Redis drops them
-- Output  the JSON list of URLs; false if there is none
local text = redis.call('GET', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return text
