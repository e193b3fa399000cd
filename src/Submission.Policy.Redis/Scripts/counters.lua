-- Counters with sliding windows. The moment is the store's own, in ticks of 100 ns since 2024; a number of a length is used as a name as it was sent.
-- A counter of amounts: a hash (what is pending, each window's sum), a sorted set of what is reserved until when, and a list of buckets for each window, each a thousandth of
-- the window wide: number, amount, number, amount. A counter of members has a sorted set of them instead of the lists.

local at_key, at_argument = 0, 0
local function next_key() at_key = at_key + 1; return KEYS[at_key] end
local function next_argument() at_argument = at_argument + 1; return ARGV[at_argument] end
local function next_number() return tonumber(next_argument()) end

local given = next_argument()
local now
if given ~= '' then now = tonumber(given)
else
  local t = redis.call('TIME')
  now = (tonumber(t[1]) - 1704067200) * 10000000 + tonumber(t[2]) * 10
end

-- Keys end by the server's own clock; one that is given may go slower.
local function milliseconds(ticks) return string.format('%.0f', math.ceil(ticks / 10000) + (given ~= '' and 60000 or 1000)) end

local states = {}

-- While a slot of a cluster moves, its old server runs a script whose keys are all there, and refuses in the middle of it to touch one that the script itself has emptied: it takes it for moved. So nothing
-- is emptied that is touched again: a list keeps its last bucket, with nothing in it, and a set of reservations a guard until the end.
local guard = '.'

-- What one counter holds. Fields of its hash are read once and written once.
local function read_state()
  local name = next_key()
  local s = states[name]
  local pending_key = next_key()
  if not s then
    s = { hash = name, pending_key = pending_key, by = {}, followed = {}, dirty = {}, windows = {} }
    states[name] = s
  end
  s.is_distinct = next_argument() == 'd'
  local count = next_number()
  if s.is_distinct then s.members = next_key()
  else
    for i = 1, count do
      local text = next_argument()
      local key = next_key()
      if not s.by[text] then s.by[text] = { name = text, length = tonumber(text), key = key } end
    end
  end
  return s
end

local function read_limit()
  local limit = { once = next_number(), windows = {} }
  for i = 1, next_number() do
    local text = next_argument()
    limit.windows[i] = { name = text, length = tonumber(text), most = next_number() }
  end
  return limit
end

local function load(s)
  if s.loaded then return end
  s.loaded = true
  local found = redis.call('HMGET', s.hash, 'p', 'l', 'k')
  s.pending = tonumber(found[1] or '0')
  s.keep = tonumber(found[3] or '0')
  if found[2] then
    for text in string.gmatch(found[2], '[^,]+') do s.followed[text] = true; s.is_following = true end
  end
end

-- Lengths that the counter follows and whose lists were not named by the caller, who then asks again; nothing is changed before this is known.
local function unnamed(s)
  if s.is_distinct then return nil end
  load(s)
  local missing = {}
  for text in pairs(s.followed) do
    if not s.by[text] then missing[#missing + 1] = text end
  end
  if #missing > 0 then return missing end
end

local function set(s, field, value) s.dirty[field] = value end

local function drop(s, id)
  local value = redis.call('HGET', s.hash, 'r:' .. id)
  if s.count == 1 and not s.is_guarded then
    s.is_guarded = true
    redis.call('ZADD', s.pending_key, '+inf', guard)
  end
  s.count = s.count - redis.call('ZREM', s.pending_key, id)
  if not value then return nil end
  redis.call('HDEL', s.hash, 'r:' .. id)
  if s.is_distinct then
    local left = (s.pending_members[value] or 1) - 1
    if left > 0 then s.pending_members[value] = left
    else s.pending_members[value] = nil; s.pending = s.pending - 1 end
  else
    s.pending = s.pending - tonumber(value)
    set(s, 'p', s.pending)
  end
  return value
end

local function open(s)
  if s.opened then return end
  s.opened = true
  load(s)
  s.count = redis.call('ZCARD', s.pending_key)
  if s.is_distinct then
    s.pending_members, s.pending = {}, 0
    local ids = redis.call('ZRANGE', s.pending_key, 0, -1)
    for _, id in ipairs(ids) do
      local member = redis.call('HGET', s.hash, 'r:' .. id)
      if member then
        if not s.pending_members[member] then s.pending = s.pending + 1 end
        s.pending_members[member] = (s.pending_members[member] or 0) + 1
      end
    end
    if s.keep > 0 and redis.call('ZCOUNT', s.members, now - s.keep, '+inf') > 0 then redis.call('ZREMRANGEBYSCORE', s.members, '-inf', '(' .. string.format('%.0f', now - s.keep)) end
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', s.pending_key, '-inf', now)) do drop(s, id) end
end

local function sum_of(s, w)
  local known = s.windows[w.name]
  local list = s.by[w.name].key
  if not known then
    known = s.dirty['w:' .. w.name] or tonumber(redis.call('HGET', s.hash, 'w:' .. w.name) or '0')
    local width = math.floor(w.length / 1000)
    if known > 0 then
      while true do
        local first = redis.call('LRANGE', list, 0, 3)
        if #first == 0 then known = 0; set(s, 'w:' .. w.name, 0); break end
        if now < (tonumber(first[1]) + 1) * width + w.length then break end
        known = known - tonumber(first[2])
        if #first == 2 then
          redis.call('LSET', list, 1, '0')
          known = 0
        else redis.call('LPOP', list, 2) end
        set(s, 'w:' .. w.name, known)
        if known == 0 then break end
      end
    end
    s.windows[w.name] = known
  end
  return known
end

local function push(s, w, time, amount)
  local sum = sum_of(s, w)
  local list = s.by[w.name].key
  local bucket = math.floor(time / math.floor(w.length / 1000))
  local last = redis.call('LRANGE', list, -2, -1)
  amount = math.min(amount, 4503599627370495)
  if #last == 2 and tonumber(last[1]) >= bucket then
    local after = math.min(tonumber(last[2]) + amount, 4503599627370495)
    amount = after - tonumber(last[2])
    redis.call('LSET', list, -1, string.format('%.0f', after))
  else
    redis.call('RPUSH', list, string.format('%.0f', bucket), string.format('%.0f', amount))
  end
  s.windows[w.name] = sum + amount
  set(s, 'w:' .. w.name, sum + amount)
end

-- A length that is new to a counter begins with what the shortest longer one knows, or else the longest.
local function follow(s, limit)
  local asked, fresh = {}, {}
  for _, w in ipairs(limit.windows) do
    asked[w.name] = true
    if not s.followed[w.name] then fresh[#fresh + 1] = w end
  end
  if #fresh == 0 then return end
  for _, w in ipairs(fresh) do
    local source
    for text in pairs(s.followed) do
      local other = s.by[text]
      if not source then source = other
      elseif other.length >= w.length and (source.length < w.length or other.length < source.length) then source = other
      elseif source.length < w.length and other.length > source.length then source = other end
    end
    if source and s.is_following then
      sum_of(s, source)
      local width = math.floor(source.length / 1000)
      local entries = redis.call('LRANGE', source.key, 0, -1)
      for i = 1, #entries, 2 do push(s, w, math.min((tonumber(entries[i]) + 1) * width - 1, now), tonumber(entries[i + 1])) end
      redis.call('PEXPIRE', s.by[w.name].key, milliseconds(w.length * 1.001))
      -- Of what was taken over, some has left already.
      s.windows[w.name] = nil
    end
  end
  for _, w in ipairs(fresh) do s.followed[w.name] = true end
  local names = {}
  for text in pairs(s.followed) do names[#names + 1] = text end
  if #names > 16 then
    for _, text in ipairs(names) do
      if not asked[text] then
        redis.call('DEL', s.by[text].key)
        redis.call('HDEL', s.hash, 'w:' .. text)
        s.dirty['w:' .. text] = nil
        s.followed[text] = nil
      end
    end
    names = {}
    for text in pairs(s.followed) do names[#names + 1] = text end
  end
  s.is_following = true
  set(s, 'l', table.concat(names, ','))
end

local function keep(s, limit)
  local longest = limit.windows[#limit.windows]
  if longest and longest.length > s.keep then
    s.keep = longest.length
    set(s, 'k', longest.name)
  end
end

-- What a window holds, and what is pending that it does not hold.
local function used(s, w)
  if not s.is_distinct then return sum_of(s, w), s.pending end
  local least = now - w.length
  local besides = 0
  for member in pairs(s.pending_members) do
    local score = redis.call('ZSCORE', s.members, member)
    if not score or tonumber(score) < least then besides = besides + 1 end
  end
  return redis.call('ZCOUNT', s.members, least, '+inf'), besides
end

local function cost(s, w, amount, member)
  if not s.is_distinct then return amount end
  if s.pending_members[member] then return 0 end
  local score = redis.call('ZSCORE', s.members, member)
  if score and tonumber(score) >= now - w.length then return 0 end
  return 1
end

-- -1 for never.
local function when_left(s, w, amount)
  if amount <= 0 then return now end
  if s.is_distinct then
    -- By its place, and not by going there from the oldest.
    local place = redis.call('ZCARD', s.members) - redis.call('ZCOUNT', s.members, now - w.length, '+inf') + amount - 1
    local found = redis.call('ZRANGE', s.members, place, place, 'WITHSCORES')
    return found[2] and tonumber(found[2]) + w.length + 1 or -1
  end
  local width = math.floor(w.length / 1000)
  local entries = redis.call('LRANGE', s.by[w.name].key, 0, -1)
  for i = 1, #entries, 2 do
    amount = amount - tonumber(entries[i + 1])
    if amount <= 0 then return (tonumber(entries[i]) + 1) * width + w.length end
  end
  return -1
end

local function later(a, b) return b ~= -1 and (a == -1 or a > b) end

-- nil where the charge fits; otherwise which window (0 for the limit at once), what is used, and when it opens.
local function refusal(s, limit, amount, member)
  local once = s.is_distinct and (s.pending_members[member] and 0 or 1) or amount
  local refused
  if limit.once >= 0 and s.pending + once > limit.once then refused = { 0, s.pending, now } end
  for i, w in ipairs(limit.windows) do
    local committed, pending = used(s, w)
    local more = cost(s, w, amount, member)
    if more > w.most - committed - pending then
      local opens = -1
      if more <= w.most then opens = when_left(s, w, committed + more - w.most) end
      if not refused or refused[1] == 0 or later(opens, refused[3]) then refused = { i, committed + pending, opens } end
    end
  end
  return refused
end

local function hold(s, id, amount, member, deadline)
  s.count = s.count + redis.call('ZADD', s.pending_key, deadline, id)
  if s.is_distinct then
    redis.call('HSET', s.hash, 'r:' .. id, member)
    set(s, 'p', 0)
    if not s.pending_members[member] then s.pending = s.pending + 1 end
    s.pending_members[member] = (s.pending_members[member] or 0) + 1
  else
    redis.call('HSET', s.hash, 'r:' .. id, string.format('%.0f', amount))
    s.pending = s.pending + amount
    set(s, 'p', s.pending)
  end
end

local function charge(s, limit, amount, member, time)
  if #limit.windows == 0 then return end
  keep(s, limit)
  if s.is_distinct then
    redis.call('ZADD', s.members, time or now, member)
    redis.call('PEXPIRE', s.members, milliseconds(s.keep))
    return
  end
  follow(s, limit)
  for text in pairs(s.followed) do
    local w = s.by[text]
    push(s, w, now, amount)
    redis.call('PEXPIRE', w.key, milliseconds(w.length * 1.001))
  end
end

-- Writes what has changed; no key stays without an end.
local function close(lifetime)
  for _, s in pairs(states) do
    local fields = {}
    for field, value in pairs(s.dirty) do
      fields[#fields + 1] = field
      fields[#fields + 1] = type(value) == 'number' and string.format('%.0f', value) or value
    end
    if #fields > 0 then redis.call('HSET', s.hash, unpack(fields)) end
    if s.loaded then
      local least = milliseconds(math.max(s.keep * 1.002, lifetime))
      for _, key in ipairs({ s.hash, s.pending_key }) do
        if (key == s.hash or s.count ~= 0) and redis.call('PTTL', key) < tonumber(least) then redis.call('PEXPIRE', key, least) end
      end
      if s.is_guarded then redis.call('ZREM', s.pending_key, guard) end
    end
  end
end

local function check_epoch()
  local epoch = next_argument()
  if epoch == '' then return nil end
  local found = redis.call('GET', next_key())
  if found ~= epoch then return { 'E', found or '' } end
end

local function check_named(list)
  for i, s in ipairs(list) do
    local missing = unnamed(s)
    if missing then return { 'L', i - 1, table.concat(missing, ',') } end
  end
end
