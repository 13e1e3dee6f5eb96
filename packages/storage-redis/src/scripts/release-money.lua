-- Purpose: gives back the price of a message that was not sent. Sent again by the client, it gives back nothing.
--
-- KEYS  1     the mark of this release
--       2..   the months, see include/money.lua
-- ARGV  1     the price
--       2     the day
--       3     ms until Redis drops the mark
-- Output  nil
-- @include money
local price, day = tonumber(ARGV[1]), ARGV[2]

local function without_message(key, field)
  local money, messages = read_spent(key, field)
  return spent(math.max(0, money - price), math.max(0, messages - 1))
end

if not redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[3]) then return nil end
for place = 2, #KEYS do
  local key = KEYS[place]
  -- A month without a field for itself isn't there: made now, it would never expire.
  if redis.call('HGET', key, 0) then
    redis.call('HSET', key, day, without_message(key, day), 0, without_message(key, 0))
  end
end
return nil
