-- Purpose: finds the user of a live access token.
--
-- KEYS  1  the user's tokens
-- ARGV  1  the token's id, 16 bytes
--       2  now, Unix ms
-- Output  {'user', user id} | {'unknown'}
-- @include user-tokens
local packed = redis.call('GET', KEYS[1])
if not packed then return { 'unknown' } end
local user_id, tokens = unpack_user(packed)
for _, token in ipairs(tokens) do
  if token.id == ARGV[1] and token.expires > tonumber(ARGV[2]) then return { 'user', user_id } end
end
return { 'unknown' }
