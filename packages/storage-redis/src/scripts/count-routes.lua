-- Purpose: adds counts to what is known of the senders in a country, and returns it. The rules are those of the core's
-- domain/route-record.ts; the arithmetic is in the same order, so that the results are the same to the last bit.
--
-- KEYS  1     the country's record, in MessagePack: {messages counted, {{sender, its cohorts}...}}. A cohort is
--             {minute, messages counted when it began, sent, verified, failed}
-- ARGV  1     ms until Redis drops the record
--       2     the number of messages after which what was known before counts half
--       3     cohorts of a sender, at most
--       4     senders, at most
--       5     the last minute that may be right; those after it were counted by a wrong clock
--       6..   of each count: sender, minute, sent, verified, failed
-- Output  {messages counted, {sender, the numbers of its cohorts as texts...}...}
local fade, most_cohorts, most_senders = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local packed = redis.call('GET', KEYS[1])
local record = packed and cmsgpack.unpack(packed) or { 0, {} }
local routes = record[2]

local function drop_minutes_ahead()
  local latest = tonumber(ARGV[5])
  for at = #routes, 1, -1 do
    local cohorts = routes[at][2]
    while #cohorts > 0 and cohorts[#cohorts][1] > latest do table.remove(cohorts) end
    if #cohorts == 0 then table.remove(routes, at) end
  end
end

local function last_minute(route)
  return route[2][#route[2]][1]
end

local function drop_least_recent()
  local least = 1
  for place, route in ipairs(routes) do
    if last_minute(route) < last_minute(routes[least]) then least = place end
  end
  table.remove(routes, least)
end

local function cohorts_of(sender)
  for _, route in ipairs(routes) do
    if route[1] == sender then return route[2] end
  end
  if #routes >= most_senders then drop_least_recent() end
  routes[#routes + 1] = { sender, {} }
  return routes[#routes][2]
end

-- The first cohort goes into the second one, faded.
local function merge_first(cohorts)
  local first, second = cohorts[1], cohorts[2]
  local left = fade / (fade + math.max(0, second[2] - first[2]))
  for field = 3, 5 do second[field] = second[field] + first[field] * left end
  table.remove(cohorts, 1)
end

local function add(cohorts, minute, sent, verified, failed)
  local place = 1
  for at, cohort in ipairs(cohorts) do
    if cohort[1] == minute then
      cohort[3], cohort[4], cohort[5] = cohort[3] + sent, cohort[4] + verified, cohort[5] + failed
      return
    end
    if cohort[1] < minute then place = at + 1 end
  end
  if place == 1 and #cohorts == most_cohorts then return end
  table.insert(cohorts, place, { minute, record[1], sent, verified, failed })
  if #cohorts > most_cohorts then merge_first(cohorts) end
end

if #ARGV > 5 then drop_minutes_ahead() end
for at = 6, #ARGV, 5 do
  local sent = tonumber(ARGV[at + 2])
  add(cohorts_of(ARGV[at]), tonumber(ARGV[at + 1]), sent, tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]))
  record[1] = record[1] + sent
end
if #ARGV > 5 then redis.call('SET', KEYS[1], cmsgpack.pack(record), 'PX', ARGV[1]) end

local reply = { record[1] }
for _, route in ipairs(routes) do
  local numbers = { route[1] }
  for _, cohort in ipairs(route[2]) do
    for _, number in ipairs(cohort) do numbers[#numbers + 1] = string.format('%.17g', number) end
  end
  reply[#reply + 1] = numbers
end
return reply
