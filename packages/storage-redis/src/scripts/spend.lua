-- Purpose: counts one message against an allowance, or returns the time until one is free.
--
-- KEYS  1     the allowance: 6 bytes a message, Unix ms
-- ARGV  1     now, Unix ms
--       2     the longest window, ms
--       3     ms until Redis drops the allowance
--       4..   messages and window (ms) of each
-- Output  {'spent'} | {'limited', ms until one is free}
-- @include clocks-differ
-- @include message-limits
local now, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local packed = redis.call('GET', KEYS[1]) or ''
local times = {}
for at = 1, #packed, 6 do
  local time = struct.unpack('>I6', packed, at)
  if time > now - longest - clocks_differ then times[#times + 1] = time end
end
local limits = {}
for place = 4, #ARGV, 2 do limits[#limits + 1] = { tonumber(ARGV[place]), tonumber(ARGV[place + 1]) } end
local wait = wait_for_limits(times, limits, now)
if wait > 0 then return { 'limited', wait } end
for place, time in ipairs(times) do times[place] = struct.pack('>I6', time) end
times[#times + 1] = struct.pack('>I6', now)
redis.call('SET', KEYS[1], table.concat(times), 'PX', ARGV[3])
return { 'spent' }
