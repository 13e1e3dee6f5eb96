-- Purpose: deletes an access token; exactly one call is answered that it existed.
--
-- KEYS  1  the user's tokens
-- ARGV  1  the token's id, 16 bytes
--       2  now, Unix ms
-- Output  {'removed'} | {'unknown'}
-- @include user-tokens
local packed = redis.call('GET', KEYS[1])
if not packed then return { 'unknown' } end
local user_id, tokens = unpack_user(packed)
for place, token in ipairs(tokens) do
  if token.id == ARGV[1] then
    table.remove(tokens, place)
    if #tokens == 0 then
      redis.call('DEL', KEYS[1])
    else
      redis.call('SET', KEYS[1], pack_user(user_id, tokens), 'KEEPTTL')
    end
    return { token.expires > tonumber(ARGV[2]) and 'removed' or 'unknown' }
  end
end
return { 'unknown' }
