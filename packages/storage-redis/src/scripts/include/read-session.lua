-- The answer of `read` and `consume`, and the key of the session if it is validated.
local function read_session()
  local now, generation, wrong_allowed = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
  local session, place = find_session(#KEYS, now)
  if not session then return { 'unknown' } end
  if session.generation ~= generation then return { 'expired' } end
  if session.validated_at then
    return { 'validated', place - 1, session.validated_at, session.address }, KEYS[place]
  end
  return { is_used_up(session, wrong_allowed) and 'expired' or 'pending', session.last_message or false }
end
