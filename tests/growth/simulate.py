#!/usr/bin/env python3
"""Labelled growth series from small models of programs: leaks, caches, queues,
sessions, pools... in the format of the growth corpus.  Standard library only.

usage: simulate.py SEED CASES OWNERS_PER_CASE OUTDIR [MAX_SNAPSHOTS]

Only sampled objects are simulated: independent sampling of a marked Poisson
process is a Poisson process.  An owner is a list of (birth, death, size) with
times in [0, 1] of the record, births at unit work when the owner follows the
load.  Every kind is a function (World) -> objects and leak description.
"""
import bisect, json, math, os, random, sys

NEVER = 9.0
UNKNOWABLE = 'so far it is a leak'
EXACT_SIZES = [16, 64, 512, 4096, 65536, 1 << 20]


class World:
    """One process: snapshots, load, sampling interval."""

    def __init__(self, rng):
        self.r = rng
        self.m = rng.choice([8, 12, 12, 20, 20, 20, 30, 30, 40, 40, 60, 80])
        self.R = rng.choice([1, 65536, 524288, 524288, 2097152])
        self.dt = 10 ** rng.uniform(0, 2)
        self.work_known = rng.random() < .6
        n, level, load = 400, 0., []
        shape = rng.choice(['flat', 'noise', 'noise', 'ramp', 'cycle'])
        for i in range(n):
            level = .95 * level + rng.gauss(0, .1)
            v = {'flat': 1., 'noise': math.exp(level), 'ramp': .4 + 1.2 * i / n,
                 'cycle': 1 + .6 * math.sin(i / n * 4 * math.pi)}[shape]
            load.append(v * math.exp(rng.gauss(0, .1)))
        self.cum = [0.]
        for v in load: self.cum.append(self.cum[-1] + v)
        self.cum = [v / self.cum[-1] for v in self.cum]
        self.times = [(i + 1 + rng.uniform(-.03, .03)) / self.m for i in range(self.m)]
        self.times[-1] = 1.

    def at_work(self, w):
        """the time at which a share w of the work is done"""
        i = min(max(bisect.bisect_left(self.cum, w), 1), len(self.cum) - 1)
        a, b = self.cum[i - 1], self.cum[i]
        return (i - 1 + (w - a) / max(b - a, 1e-12)) / (len(self.cum) - 1)

    def work_at(self, t):
        x = min(max(t, 0.), 1.) * (len(self.cum) - 1)
        i = min(int(x), len(self.cum) - 2)
        return self.cum[i] + (x - i) * (self.cum[i + 1] - self.cum[i])

    def poisson(self, mean):
        if mean > 500: return max(0, round(self.r.gauss(mean, math.sqrt(mean))))
        n, p, limit = 0, self.r.random(), math.exp(-mean)
        while p > limit: n += 1; p *= self.r.random()
        return n

    def births(self, mean, rate=None, top=1.):
        """Poisson(mean * average rate) births following the load; rate(w) <= top thins"""
        out = [self.at_work(self.r.random()) for _ in range(self.poisson(mean * top))]
        if rate: out = [t for t in out if self.r.random() * top < rate(self.work_at(t))]
        return sorted(out)

    def log(self, lo, hi): return math.exp(self.r.uniform(math.log(lo), math.log(hi)))

    def lifetimes(self, births, life): return [(b, b + life()) for b in births]

    def churn(self, mean_life, level): 
        return self.lifetimes(self.births(min(level / mean_life, 20000)), lambda: self.r.expovariate(1 / mean_life))


def immortal(births): return [(b, NEVER) for b in births]

# ---------------------------------------------------------------- leaks: (objects, leaked births)
def leak(w, rate=None, top=1., lo=6, hi=1000): return w.births(w.log(lo, hi), rate, top)
def leak_const(w): b = leak(w); return immortal(b), b
def leak_bigbase(w):
    b = leak(w); return immortal([0.] * w.poisson(w.log(50, 4000))) + immortal(b), b
def leak_warm(w):
    T, b = w.log(.02, .15), leak(w)
    warm = w.births(len(b) * w.log(.3, 10) / T, lambda x: math.exp(-x / T)) if b else []
    return immortal(warm) + immortal(b), b
def leak_late(w): s = w.r.uniform(.25, .6); b = leak(w, lambda x: x > s); return immortal(b), b
def leak_accel(w): p = w.r.choice([1, 1, 2]); b = leak(w, lambda x: x ** p); return immortal(b), b
def leak_work(w): b = sorted(w.r.random() for _ in range(w.poisson(w.log(8, 2000)))) if w.r.random() < .3 else leak(w); return immortal(b), b
def leak_bursty(w):
    b = [t for t in (w.r.random() for _ in range(w.r.randint(4, 16))) for _ in range(w.poisson(w.log(2, 200)))]
    return immortal(b), sorted(b)
def leak_partial(w):
    b = leak(w, hi=600); f = w.log(.002, .1); mean = w.log(.002, .08)
    return immortal(b) + w.churn(mean, len(b) / f * mean), b
def leak_session(w):
    b = leak(w, hi=600); f = w.log(.01, .1); mu, sg = math.log(w.log(.002, .03)), w.r.uniform(.5, 1.2)
    return immortal(b) + w.lifetimes(w.births(min(len(b) / f, 20000)), lambda: w.r.lognormvariate(mu, sg)), b
def leak_longlived(w):
    b = leak(w, hi=600); mean = w.log(.05, .3); n = len(b) * w.log(.3, 3)
    return immortal(b) + w.lifetimes(w.births(n), lambda: w.r.expovariate(1 / mean)), b
def leak_queue(w): b = leak(w, hi=600); o, _ = queue_fifo(w); return immortal(b) + o, b
def leak_sawtooth(w):
    b = leak(w, hi=600); o, _ = sawtooth(w); return immortal(b) + o, b

# ---------------------------------------------------------------- benign: (objects, None)
def plateau_churn(w):
    d = w.log(.001, .08); return w.churn(d, w.log(2, 500)), None
def static(w): T = w.log(.001, .03); return [(min(w.r.expovariate(1 / T), .9), NEVER) for _ in range(int(w.log(1, 2000)))], None
def tiny(w): return [(w.r.random() ** w.r.choice([1, 4]), NEVER) for _ in range(w.r.randint(1, 3))] + (w.churn(.02, w.r.random()) if w.r.random() < .4 else []), None
def queue(w, lifo):
    n = int(w.log(200, 8000)); level = w.log(3, 300); pull = w.r.choice([0, .001, .003]); q, out, target = [], [], level
    if w.r.random() < .7: q = [0.] * int(level)
    for t in w.births(n):
        up = .5 + pull * (target - len(q))
        if w.r.random() < up or not q: q.append(t)
        else: b = q.pop() if lifo else q.pop(0); out.append((b, t))
    return out + immortal(q), None
def queue_fifo(w): return queue(w, False)
def queue_lifo(w): return queue(w, True)
def sessions(w):
    d = w.log(.01, .25); return w.lifetimes(w.births(min(w.log(2, 300) / d, 20000)), lambda: w.r.expovariate(1 / d)), None
def sessions_heavy(w):
    a, lo = w.r.uniform(1.1, 2.2), w.log(.001, .03)
    return w.lifetimes(w.births(min(w.log(2, 200) / lo, 15000)), lambda: lo * w.r.paretovariate(a)), None
def sawtooth(w):
    n, k = w.log(100, 8000), w.r.randint(2, 25); cuts = [i / k for i in range(1, k)] + [NEVER]; ph = w.r.random() / k
    out = []
    for b in w.births(n): out.append((b, next(c for c in cuts if c + ph > b) + ph))
    return out, None
def frag_drift(w):
    d = w.log(.002, .05); s = w.log(.2, 1.)
    return [(b, e, math.exp(s * b)) for b, e in w.churn(d, w.log(5, 300))], None
def load_ramp(w):
    d = w.log(.005, .08); return w.lifetimes(w.births(min(w.log(5, 300) / d, 20000), lambda x: .1 + .9 * x), lambda: w.r.expovariate(1 / d)), None
def cache(w, policy):
    cap = int(w.log(5, 800)); n = min(cap * w.log(2, 40), 20000); held, out = [], []
    for t in w.births(n):
        if len(held) >= cap: out.append((held.pop(0 if policy == 'fifo' else w.r.randrange(len(held))), t))
        held.append(t)
    return out + immortal(held), None
def cache_fifo(w): return cache(w, 'fifo')
def cache_rr(w): return cache(w, 'rr')
def zipf(w, keys, a):
    c, s = [], 0.
    for i in range(keys): s += (i + 1) ** -a; c.append(s)
    return lambda: bisect.bisect_left(c, w.r.random() * s)
def lru(w):
    keys = int(w.log(100, 3000)); cap = max(4, int(keys * w.log(.05, .5))); key = zipf(w, keys, w.r.uniform(.5, 1.1)); held, out = {}, []
    for t in w.births(w.log(2, 20) * cap):
        k = key()
        if k in held: held[k] = held.pop(k); continue
        if len(held) >= cap: out.append((held.pop(next(iter(held))), t))
        held[k] = t
    full = out and min(e for _, e in out) < .6
    return out + immortal(held.values()), None if full else UNKNOWABLE
def cache_keys(w):
    keys = int(w.log(20, 1500)); key = zipf(w, keys, w.r.uniform(0, 1.)); held = {}
    for t in w.births(keys * w.log(3, 30)): held.setdefault(key(), t)
    return immortal(held.values()), None
def cache_ttl(w):
    d = w.log(.02, .4); return w.lifetimes(w.births(min(w.log(4, 400) / d, 10000)), lambda: d), None
def fill(w, T, start=0., n=None):
    n = n or w.log(5, 2000); return [b for b in (start + w.r.expovariate(1 / T) for _ in range(int(n))) if b < 1]
def warm(w, T, start=0.): return immortal(w.at_work(x) for x in fill(w, T, start))
def warm_sat(w):
    if w.r.random() < .6: return warm(w, w.log(.01, .15)), None
    T = w.log(.03, .4); return immortal(w.births(w.log(5, 2000) / T, lambda x: x < T)), None
def warm_late(w): s = w.r.uniform(.1, .6); return warm(w, (1 - s) * w.log(.03, .2), s), None
def warm_unfinished(w): return warm(w, w.log(.2, .4)), None
def warm_log(w): x0 = w.log(.001, .05); return immortal(w.births(w.log(5, 1000) / x0 / math.log(1 + 1 / x0), lambda x: x0 / (x + x0))), None
def warm_heaps(w): p = w.r.uniform(.25, .6); return immortal(w.at_work(w.r.random() ** (1 / p)) for _ in range(int(w.log(5, 1000)))), UNKNOWABLE if p > .35 else None
def warm_sat_churn(w): return warm(w, w.log(.02, .15)) + plateau_churn(w)[0], None
def warm_churn_open(w): return warm(w, w.log(.15, .35)) + plateau_churn(w)[0], None
def leak_stopped(w): s = w.r.uniform(.2, .55); return immortal(w.births(w.log(10, 2000), lambda x: x < s)), None
def steps(w, k):
    o = [(min(t + w.r.random() * .01, .999), NEVER) for t in (w.r.uniform(.05, .9) for _ in range(k)) for _ in range(int(w.log(3, 500)))]
    return o + immortal([0.] * w.poisson(w.log(1, 300))) + (plateau_churn(w)[0] if w.r.random() < .3 else []), None
def step(w): return steps(w, 1)
def multi_step(w): return steps(w, w.r.randint(2, 4))
def pool_hw(w):
    n, out, size = w.r.randint(4, 60), [], 1.
    for _ in range(n):
        t, s = w.r.random() ** 3 * .3, w.r.uniform(.5, 1.)
        while True:
            e = t + w.r.expovariate(w.r.uniform(.5, 3)); out.append((t, min(e, NEVER), s))
            if e >= 1: break
            t, s = e, s * w.r.uniform(1., 1.6)
    return out, None
def vector_double(w):
    t, s, out = 0., .001, []
    while t < 1: e = max(t * 2, .01); out.append((t, e if e < 1 else NEVER, s)); t, s = e, s * 2
    return out, None

KINDS = [  # kind, label, weight
    *((k, 'growing', 10) for k in (leak_const, leak_bigbase, leak_warm, leak_late, leak_accel, leak_work, leak_bursty, leak_partial, leak_session, leak_longlived, leak_queue, leak_sawtooth)),
    (plateau_churn, 'plateau', 50), (static, 'plateau', 30), (tiny, 'plateau', 60), (queue_fifo, 'plateau', 16), (queue_lifo, 'plateau', 12),
    (sessions, 'plateau', 20), (sessions_heavy, 'plateau', 12), (sawtooth, 'sawtooth', 17), (frag_drift, 'plateau', 12), (load_ramp, 'plateau', 12),
    (cache_fifo, 'plateau', 8), (cache_rr, 'plateau', 10), (lru, 'plateau', 14), (cache_ttl, 'plateau', 6), (cache_keys, 'warmup', 8),
    (warm_sat, 'warmup', 23), (warm_late, 'warmup', 13), (warm_unfinished, 'warmup', 9), (warm_log, 'warmup', 10), (warm_heaps, 'warmup', 4),
    (warm_sat_churn, 'warmup', 14), (warm_churn_open, 'warmup', 8), (leak_stopped, 'warmup', 7), (step, 'step', 14), (multi_step, 'step', 12),
    (pool_hw, 'highwater', 12), (vector_double, 'highwater', 10)]


def weight(s, R): return s if R <= 1 else s / -math.expm1(-s / R)

def simulate_owner(w, kind):
    objects, leaked = kind(w)
    base, spread = w.log(16, 1 << 20), w.r.choice([0, 0, 0, .5, 1.2])
    cells = [dict() for _ in range(w.m)]; live = [0.] * w.m; total = 0.
    for o in objects:
        s = max(8., base * (o[2] * (50 if kind in (pool_hw, vector_double) else 1) if len(o) > 2 else 1) * (math.exp(w.r.gauss(0, spread)) if spread else 1))
        g = weight(s, w.R); total += g
        k = bisect.bisect_left(w.times, o[0])
        for i in range(k, w.m):
            if o[1] <= w.times[i]: break
            c = cells[i].setdefault(k, [0, 0.]); c[0] += 1; c[1] += g; live[i] += g / s
    return cells, live, objects, leaked, (total / len(objects) if objects else 0)

def truth_of(w, kind, label, objects, leaked, mean):
    t = dict(label=label, accept=[label], ambiguous=leaked is UNKNOWABLE, kind=kind.__name__, slope_bytes_per_s=None)
    if leaked is None or leaked is UNKNOWABLE: return t
    n = [bisect.bisect_right(leaked, x) for x in w.times]; half = w.m // 2 - 1
    T = w.m * w.dt * (w.times[-1] - w.times[half])
    ep = sum(n[i] > (n[i - 1] if i else 0) for i in range(w.m))
    t.update(slope_bytes_per_s=(n[-1] - n[half]) * mean / T, leaked_bytes=[x * mean for x in n], evidence=n[-1], epochs_leaking=ep,
             leak_start_snapshot=next((i for i, x in enumerate(n) if x), 0), detectable=w.m >= 10 and n[-1] >= 16 and ep >= 6)
    return t

def simulate_case(seed, name, owners):
    w = World(random.Random(seed)); kinds = w.r.choices(KINDS, [k[2] for k in KINDS], k=owners)
    snaps = [dict(t=round(t * w.m * w.dt, 3), work=round(1e6 * w.work_at(t)) if w.work_known else None, owners={}) for t in w.times]; truth = {}
    for j, (kind, label, _) in enumerate(kinds):
        cells, live, objects, leaked, mean = simulate_owner(w, kind)
        if isinstance(leaked, list) and len(leaked) < 6: continue
        o = f"o{j:03d}"; truth[o] = truth_of(w, kind, label, objects, leaked, mean)
        for i in range(w.m):
            if not cells[i]: continue
            c = sorted((k, v[0], round(v[1])) for k, v in cells[i].items())
            snaps[i]['owners'][o] = dict(live_objects=round(live[i]), live_bytes=sum(x[2] for x in c), cohorts=c)
    return dict(name=name, sampling_interval_bytes=w.R, snapshots=snaps, truth=truth)

if __name__ == '__main__':
    seed, cases, owners, out = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    limit = int(sys.argv[5]) if len(sys.argv) > 5 else 1000
    os.makedirs(out, exist_ok=True)
    for i in range(cases):
        name = f"sim_{i:03d}"
        case = simulate_case(seed * 100003 + i, name, owners)
        if len(case['snapshots']) > limit: continue
        with open(os.path.join(out, name + '.json'), 'w') as f:
            json.dump(case, f, separators=(',', ':'))
            f.write('\n')
