local stale = check_epoch()
if stale then return stale end
local is_commit = next_argument() == '1'
local held, all = {}, {}
for i = 1, next_number() do
  local s = read_state()
  held[i] = { s = s, limit = read_limit(), id = next_argument() }
  all[i] = s
end
local kept = {}
for i = 1, next_number() do kept[i] = { s = read_state(), id = next_argument(), deadline = next_number() } end
local unnamed_lengths = check_named(all)
if unnamed_lengths then return unnamed_lengths end

local is_whole = is_commit
for _, h in ipairs(held) do
  local deadline = redis.call('ZSCORE', h.s.pending_key, h.id)
  if not deadline or tonumber(deadline) <= now then is_whole = false end
end
for _, h in ipairs(held) do
  open(h.s)
  local value = drop(h.s, h.id)
  if is_whole and value then charge(h.s, h.limit, tonumber(value) or 1, value) end
end
for _, k in ipairs(kept) do redis.call('ZADD', k.s.pending_key, 'XX', k.deadline, k.id) end
close(0)
return { is_whole and 'R' or 'Z', now }
