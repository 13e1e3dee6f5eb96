-- A user's access tokens are one packed string, big-endian: the length of the user id in 2 bytes, the user id, and for
-- each token, oldest first, 6 bytes of when it expires (Unix ms) and 16 of its id.
local token_bytes = 22

local function unpack_user(packed)
  local length = struct.unpack('>I2', packed)
  local tokens, at = {}, 3 + length
  while at <= #packed do
    local expires, id = struct.unpack('>I6c16', packed, at)
    tokens[#tokens + 1] = { id = id, expires = expires }
    at = at + token_bytes
  end
  return string.sub(packed, 3, 2 + length), tokens
end

local function pack_user(user_id, tokens)
  local packed = { struct.pack('>I2', #user_id), user_id }
  for _, token in ipairs(tokens) do packed[#packed + 1] = struct.pack('>I6c16', token.expires, token.id) end
  return table.concat(packed)
end
