-- Time until the balance is enough for a message; 0 if it is. One that was changed by a host whose clock is ahead doesn't move
-- until then.
local function ms_until_enough(kind)
  if amounts[kind] >= one_message then return 0 end
  return times[kind] - now + ceil((one_message - amounts[kind]) / refills[kind])
end
