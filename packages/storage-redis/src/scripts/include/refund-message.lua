-- Refunds a message to its number: removes it from the counts of its day. `key` is nil if the number is not limited.
local function refund_message(key, number_id, time_of_day)
  if not key then return end
  local times = redis.call('HGET', key, number_id) or ''
  local left = without_time(times, struct.pack('>I4', time_of_day))
  if left == '' then
    redis.call('HDEL', key, number_id)
  elseif left ~= times then
    redis.call('HSET', key, number_id, left)
  end
end
