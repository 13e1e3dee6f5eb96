-- Time until every limit allows a message: 0 if all do now. `times`: when messages were counted, in any order; a message
-- counted further ahead than clocks may differ, by a clock that jumped, doesn't count. `limits`: {messages, window (ms)} of
-- each.
local function wait_for_limits(times, limits, now)
  local counted = {}
  for _, time in ipairs(times) do
    if time <= now + clocks_differ then counted[#counted + 1] = time end
  end
  table.sort(counted)
  local wait = 0
  for _, limit in ipairs(limits) do
    local messages, window = limit[1], limit[2]
    -- Used up until the message that is `messages` back (the newest is 1 back) leaves the window.
    local leaving = counted[#counted - messages + 1]
    if messages < 1 then
      wait = math.max(wait, window)
    elseif leaving then
      wait = math.max(wait, leaving + window - now)
    end
  end
  return wait
end
