-- The answer of `read` and `consume` if the session under the first secret is validated; else nil. Most calls ask for such a
-- session, which isn't read as tables then.
local function read_validated()
  local bytes = redis.call('GET', KEYS[1])
  if not bytes then return nil end
  local flags, _, expires, _, generation, _, _, address, at = struct.unpack(head_format, bytes)
  if flags % 4 < 2 or tonumber(ARGV[1]) >= expires or generation ~= ARGV[2] then return nil end
  return { 'validated', 0, struct.unpack('>I6', bytes, at), address }
end
