-- Purpose: forgets an access token: one call alone is told that it was there.
--
-- KEYS  1  the token, as put-access-token.lua writes it
-- ARGV  1  now, Unix ms
-- Output  {'removed'} | {'unknown'}
local token = redis.call('GET', KEYS[1])
if not token then return { 'unknown' } end
redis.call('DEL', KEYS[1])
if struct.unpack('>I6', token) <= tonumber(ARGV[1]) then return { 'unknown' } end
return { 'removed' }
