-- Purpose: reads what was spent in a month, and in a day of it.
--
-- KEYS  1  the month, see include/money.lua
-- ARGV  1  the day
-- Output  {the day's money, its messages, the month's money, its messages}
-- @include money
local of_day, messages_of_day = read_spent(KEYS[1], ARGV[1])
local of_month, messages = read_spent(KEYS[1], 0)
return { of_day, messages_of_day, of_month, messages }
