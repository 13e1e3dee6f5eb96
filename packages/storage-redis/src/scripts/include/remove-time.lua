-- `times`, packed, without one that equals `time`.
local function without_time(times, time)
  for at = 1, #times, #time do
    if string.sub(times, at, at + #time - 1) == time then
      return string.sub(times, 1, at - 1) .. string.sub(times, at + #time)
    end
  end
  return times
end
