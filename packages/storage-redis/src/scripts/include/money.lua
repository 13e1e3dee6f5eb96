-- A month is a hash with a field for each day, by its number, and one for the whole month, 0. Each has 12 bytes, big-endian: the
-- money (7 bytes) and the messages (5 bytes).
local function read_spent(key, field)
  local bytes = redis.call('HGET', key, field)
  if not bytes then return 0, 0 end
  local money, messages = struct.unpack('>I7I5', bytes)
  return money, messages
end

local function spent(money, messages)
  return struct.pack('>I7I5', money, messages)
end
