-- Purpose: reserves the price of a message in a country's month, and in that of all countries, or changes nothing.
--
-- KEYS  1..n  the months, see include/money.lua
-- ARGV  1     the price
--       2     the day
--       3     ms until Redis drops a month
--       4..   budgets of each month's day and of itself, -1 if there is none
-- Output  {'reserved', for each month: the day's money, its own} | {'short', 'day' or 'month', which month}
-- @include money
local price, day, lifetime = tonumber(ARGV[1]), ARGV[2], ARGV[3]

local function is_short(money, budget)
  return budget >= 0 and money > budget
end

local function budgets_of(place)
  return tonumber(ARGV[2 + 2 * place]), tonumber(ARGV[3 + 2 * place])
end

-- A month's money and messages with this one, and those of its day.
local function months_with_message()
  local months = {}
  for place, key in ipairs(KEYS) do
    local of_day, messages_of_day = read_spent(key, day)
    local of_month, messages = read_spent(key, 0)
    months[place] = {
      of_day = of_day + price,
      of_month = of_month + price,
      messages_of_day = messages_of_day + 1,
      messages = messages + 1,
    }
  end
  return months
end

-- The budget that is short for longest.
local function find_short(months)
  local short
  for place, month in ipairs(months) do
    local budget_of_day, budget_of_month = budgets_of(place)
    if is_short(month.of_month, budget_of_month) then return { 'short', 'month', place } end
    if is_short(month.of_day, budget_of_day) then short = short or { 'short', 'day', place } end
  end
  return short
end

local months = months_with_message()
local short = find_short(months)
if short then return short end

local reply = { 'reserved' }
for place, key in ipairs(KEYS) do
  local month = months[place]
  redis.call('HSET', key, day, spent(month.of_day, month.messages_of_day), 0, spent(month.of_month, month.messages))
  if month.messages == 1 then redis.call('PEXPIRE', key, lifetime) end
  reply[#reply + 1], reply[#reply + 2] = month.of_day, month.of_month
end
return reply
