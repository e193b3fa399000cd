local stale = check_epoch()
if stale then return stale end
local lifetime = next_number()
local held, wanted, all = {}, {}, {}
for i = 1, next_number() do
  local s = read_state()
  held[i] = { s = s, id = next_argument() }
end
for i = 1, next_number() do
  local s = read_state()
  wanted[i] = { s = s, limit = read_limit(), id = next_argument(), amount = next_number(), member = next_argument() }
  all[i] = s
end
local unnamed_lengths = check_named(all)
if unnamed_lengths then return unnamed_lengths end

for _, h in ipairs(held) do
  local deadline = redis.call('ZSCORE', h.s.pending_key, h.id)
  if not deadline or tonumber(deadline) <= now then return { 'Z' } end
end

for i, c in ipairs(wanted) do
  open(c.s)
  keep(c.s, c.limit)
  if not c.s.is_distinct then follow(c.s, c.limit) end
  local refused = refusal(c.s, c.limit, c.amount, c.member)
  if refused then
    for j = 1, i - 1 do drop(wanted[j].s, wanted[j].id) end
    close(0)
    return { 'X', i - 1, refused[1], refused[2], refused[3], now }
  end
  hold(c.s, c.id, c.amount, c.member, now + lifetime)
end

for _, h in ipairs(held) do
  redis.call('ZADD', h.s.pending_key, 'XX', now + lifetime, h.id)
  h.s.keep = h.s.keep or 0
  h.s.loaded = true
end
close(lifetime)
return { 'R', now }
