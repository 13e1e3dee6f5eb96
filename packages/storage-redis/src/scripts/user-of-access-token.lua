-- Purpose: says whose an access token is, if it lives.
--
-- KEYS  1  the token, as put-access-token.lua writes it
-- ARGV  1  now, Unix ms
-- Output  {'user', user id} | {'unknown'}
local token = redis.call('GET', KEYS[1])
if not token or struct.unpack('>I6', token) <= tonumber(ARGV[1]) then return { 'unknown' } end
return { 'user', string.sub(token, 7) }
