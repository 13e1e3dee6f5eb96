-- A session is one packed string, big-endian. It has at most 44 bytes once its messages are settled as sent and nothing is
-- kept of them, because Redis needs two allocations for a longer string:
--
--   2  flags: 1 decoy, 2 validated, 4 with claims, 8 with a next_link, 16 the code in force was sent (or perhaps), 32 some
--      message was, 64 with a receipt, 128 with its last message; the high byte: bytes of the attempt, 0 to 7
--   1  wrong codes judged, up to 255
--   6  when the session is gone, 6 when its code is too old: Unix ms
--   4  generation, 4 nonce, 6 mac, 8 sealed address
--   6  when it was validated first, if it was
--   n  what is kept of its last message, if there is anything; 2 bytes with its length come first
--   n  the greatest send attempt of a message that was sent, if there was one
--   n  the session's receipt, if it has one; a byte with its length comes first
--   1  the number of claims, if there are any; then each, oldest first:
--      4  the claim
--      1  flags: 0 under way, 1 failed, 2 rejected, 3 unknown; 4 it carries the code in force; 8 with a receipt; 128 it
--         was claimed before the message whose receipt the session has; the rest, in 16: bytes of its attempt, 0 to 7
--      6  when its lifetime is over: Unix ms
--      n  its attempt, if it has one and is under way
--      n  its receipt, if it has one and is under way; a byte with its length comes first
--   n  the sealed next_link, if there is one
local head_format, claim_format = '>HBI6I6c4c4c6c8', '>c4BI6'
local head_bytes = 37

-- A number, or nil, in as few bytes as possible, and their number.
local function pack_number(number)
  if not number then return '', 0 end
  local length, rest = 1, number
  while rest >= 256 do
    length, rest = length + 1, math.floor(rest / 256)
  end
  return struct.pack('>I' .. length, number), length
end

local function pack_receipt(receipt)
  return receipt and struct.pack('Bc0', #receipt, receipt) or ''
end

local function pack_message(message)
  return message and struct.pack('>I2c0', #message, message) or ''
end

local function pack_claim(state, carries, superseded, id, ends, attempt, receipt)
  local packed, length = pack_number(attempt)
  local flags = state + (carries and 4 or 0) + (receipt and 8 or 0) + 16 * length + (superseded and 128 or 0)
  return struct.pack(claim_format, id, flags, ends) .. packed .. pack_receipt(receipt)
end
