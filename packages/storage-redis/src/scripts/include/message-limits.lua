-- How long until each of the limits lets a message through: 0 if each does now. `times`: when messages were counted, in
-- any order. The limits lie in ARGV: their number at `at`, then messages and window of each. A time ahead of `now`, by
-- another host's clock, counts.
local function wait_for_limits(times, at, now)
  table.sort(times)
  local wait = 0
  for limit = 1, tonumber(ARGV[at]) do
    local messages, window = tonumber(ARGV[at + 2 * limit - 1]), tonumber(ARGV[at + 2 * limit])
    -- Used up until the message that is `messages` back, the newest being 1 back, leaves the window.
    local leaving = times[#times - messages + 1]
    if messages < 1 then
      wait = math.max(wait, window)
    elseif leaving then
      wait = math.max(wait, leaving + window - now)
    end
  end
  return wait
end
