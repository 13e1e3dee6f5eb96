-- Purpose: stores an access token of a user, and deletes the user's oldest tokens.
--
-- KEYS  1  the user's tokens
-- ARGV  1  the token's id, 16 bytes
--       2  when it expires, Unix ms
--       3  the user id
--       4  now, Unix ms
--       5  the most live tokens of a user
--       6  ms that Redis keeps a token after it has expired
-- Output  nil
-- @include user-tokens
local id, expires, user_id = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local now, most = tonumber(ARGV[4]), tonumber(ARGV[5])
local packed = redis.call('GET', KEYS[1])
local known_user, known = nil, {}
if packed then known_user, known = unpack_user(packed) end
local tokens, is_known, last = {}, false, expires
for _, token in ipairs(known) do
  -- If two users share a digest, it belongs to one of them: a token never stands for another user.
  if known_user == user_id and token.expires > now then
    if token.id == id then
      is_known, token.expires = true, expires
    end
    tokens[#tokens + 1] = token
    last = math.max(last, token.expires)
  end
end
if not is_known then tokens[#tokens + 1] = { id = id, expires = expires } end
while #tokens > most do table.remove(tokens, 1) end
redis.call('SET', KEYS[1], pack_user(user_id, tokens), 'PX', last - now + tonumber(ARGV[6]))
return nil
