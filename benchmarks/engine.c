/* The footprint's nodes once more in plain C, one flight at a time: the yardstick of benchmarks/engine.py.

   Same steps as the engine: least-energy flight with a boost over the turning Earth, first sight (one sample, then a grid), commit, windows on a grid of
   anomalies, a closer look where the slopes leave hope, a few chords. Least-energy flights only (loft 1), no elevation of the slow arc left out. */
#include <math.h>

#define MU 398600.4418
#define EARTH 6371.0
#define RATE 7.292115e-5
#define TRACK_NODES 10
#define SHOT_NODES 8

typedef struct { double x[3]; } V;
typedef struct { double a, e, start, end, n, m0, boost, total, b, ae, p[3], q[3]; } Path;
typedef struct { double t, r, u, v, c, s; } Sample;
typedef struct { double level[2], turn[2], high[2]; } Facing;
typedef struct { double lat, lon, reach, mask_sine, w_sine, w_cos; int full, cued, guides; V up, ahead, aside; } Radar;
typedef struct { V up; double speed, floor, lost, inverse_a, scale, needed; } Site;

static double dot(const double *a, const double *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

typedef struct { double along, across, high, r1, boost, sin_lead, cos_lead; } Way;

/* Flight time with the target turned on by an angle, and its slope by that angle. */
static double wanted(const Way *k, double turn, double *slope) {
    double sw = sin(turn), cw = cos(turn), c = fmin(1.0, fmax(-1.0, k->high + k->along * cw + k->across * sw)), n = sqrt(1.0 - c * c);
    double sf = n * k->cos_lead - c * k->sin_lead, cf = c * k->cos_lead + n * k->sin_lead, twice = 2.0 * k->r1 * EARTH;
    double chord2 = (k->r1 - EARTH) * (k->r1 - EARTH) + (sf > 0.0 ? twice * (1.0 - cf) : 0.0), chord = sqrt(fmax(chord2, 1e-12));
    double s = 0.5 * (k->r1 + EARTH + chord), share = fmin(1.0, fmax(0.0, (s - chord) / s)), rest = 1.0 - share;
    double whole = M_PI - 2.0 * asin(sqrt(share)) + 2.0 * sqrt(share * rest), pace = s * sqrt(s / (8.0 * MU));
    *slope = pace / s * (0.75 * whole + 2.0 * sqrt(share / rest) * (1.0 - 0.5 * chord / s)) / chord;
    *slope *= 0.5 * twice * sf / fmax(n, 1e-12) * (k->along * sw - k->across * cw);
    return k->boost + pace * whole;
}

static Path fly(const double *launch, const double *target, double altitude, double boost, double downrange) {
    Path k;
    double r1 = EARTH + altitude, lead = downrange / EARTH;
    Way way = {launch[0] * target[0] + launch[1] * target[1], launch[1] * target[0] - launch[0] * target[1], launch[2] * target[2],
               r1, boost, sin(lead), cos(lead)};
    double slope, now = wanted(&way, 0.0, &slope);
    now += slope * RATE * now / (1.0 - slope * RATE);
    for (int i = 0; i < 12; i++) {
        double off = wanted(&way, RATE * now, &slope) - now;
        if (i > 1 && fabs(off) <= 1e-9) break;
        now += off / (1.0 - slope * RATE);
    }
    double w = RATE * now, ahead[3] = {target[0] * cos(w) - target[1] * sin(w), target[0] * sin(w) + target[1] * cos(w), target[2]};
    double cosine = dot(launch, ahead), angle = acos(fmin(1.0, fmax(-1.0, cosine))) - lead, side[3], length = 0;
    for (int i = 0; i < 3; i++) { side[i] = ahead[i] - cosine * launch[i]; length += side[i] * side[i]; }
    for (int i = 0; i < 3; i++) side[i] /= sqrt(length);
    double steep = 0.5 * atan2(EARTH * cos(angle) - r1, EARTH * sin(angle)) + 0.25 * M_PI, cs = cos(steep);
    double q = (1.0 - cos(angle)) / ((r1 / EARTH) * cs * cs - cs * cos(angle + steep));
    k.a = r1 / (2.0 - q);
    double ec = 1.0 - r1 / k.a, es = sin(steep) * sqrt(q * r1 / k.a);
    k.e = sqrt(ec * ec + es * es);
    k.start = atan2(es, ec);
    double root = sqrt((1.0 - k.e) / (1.0 + k.e)), nu = 2.0 * atan2(sin(0.5 * k.start), root * cos(0.5 * k.start));
    k.end = 2.0 * atan2(root * sin(0.5 * (nu + angle)), cos(0.5 * (nu + angle)));
    if (k.end < k.start) k.end += 2.0 * M_PI;
    k.n = sqrt(MU / k.a) / k.a;
    k.m0 = k.start - k.e * sin(k.start);
    k.boost = boost;
    k.total = boost + (k.end - k.e * sin(k.end) - k.m0) / k.n;
    k.b = k.a * sqrt(1.0 - k.e * k.e);
    k.ae = k.a * k.e;
    double perigee = lead - nu, cp = cos(perigee), sp = sin(perigee);
    for (int i = 0; i < 3; i++) { k.p[i] = launch[i] * cp + side[i] * sp; k.q[i] = side[i] * cp - launch[i] * sp; }
    return k;
}

static double anomaly(const Path *k, double t) {
    double turn = k->m0 + (t - k->boost) * k->n - M_PI, slope = 1.0 / (1.0 + k->e), x = turn * slope;
    x += k->e / 6.0 * slope * x * x * x;
    for (int i = 0; i < 12; i++) {
        double s = k->e * sin(x), c = 1.0 + k->e * cos(x), off = x + s - turn, step = off / (c + 0.5 * off * s / c);
        x -= step;
        if (fabs(step) <= 1e-5) break;
    }
    return x + M_PI;
}

static Sample at(const Path *k, double E, double c, double s) {
    Sample m;
    m.t = (E - k->e * s - k->m0) / k->n + k->boost;
    m.r = k->a - k->ae * c;
    m.u = k->a * c - k->ae;
    m.v = k->b * s;
    double w = RATE * m.t, z = w * w;
    m.c = 1.0 + z * (-1.0 / 2 + z * (1.0 / 24 + z * (-1.0 / 720 + z / 40320)));
    m.s = w * (1.0 + z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z / 362880))));
    return m;
}

static Sample one(const Path *k, double E) { return at(k, E, cos(E), sin(E)); }

static Facing facing(const Path *k, const double *d) {
    Facing f;
    const double *axes[2] = {k->p, k->q};
    for (int i = 0; i < 2; i++) {
        f.level[i] = axes[i][0] * d[0] + axes[i][1] * d[1];
        f.turn[i] = axes[i][1] * d[0] - axes[i][0] * d[1];
        f.high[i] = axes[i][2] * d[2];
    }
    return f;
}

static double project(const Facing *f, const Sample *m) {
    return m->u * (f->level[0] * m->c + f->turn[0] * m->s + f->high[0]) + m->v * (f->level[1] * m->c + f->turn[1] * m->s + f->high[1]);
}

typedef struct { const Radar *radar; Facing up, ahead, aside; } Eye;

static double margin(const Eye *eye, const Sample *m) {
    double d = project(&eye->up, m), slant = sqrt(fmax(EARTH * EARTH + m->r * m->r - 2.0 * EARTH * d, 0.0));
    double x = fmin(eye->radar->reach - slant, d - EARTH - slant * eye->radar->mask_sine);
    if (!eye->radar->full)
        x = fmin(x, project(&eye->ahead, m) * eye->radar->w_sine - fabs(project(&eye->aside, m)) * eye->radar->w_cos);
    return x;
}

static double hope(const double *f, int best, int nodes) {
    double before = f[best ? best - 1 : 0], behind = f[best + 1 < nodes ? best + 1 : nodes - 1];
    return f[best] + 1.5 * (f[best] - fmin(before, behind));
}

static double first_sight(const Path *k, const Radar *radar, double opening) {
    if (!(opening < k->total)) return INFINITY;
    Eye eye = {radar, facing(k, radar->up.x), facing(k, radar->ahead.x), facing(k, radar->aside.x)};
    double start = opening > k->boost ? anomaly(k, opening) : k->start;
    Sample m = one(k, start);
    if (margin(&eye, &m) >= 0.0) return opening;
    double low = start, high = k->end, f[16], E[16];
    int nodes = TRACK_NODES, hit = -1;
    for (int look = 0; look < 2 && hit < 0; look++) {
        double step = (high - low) / (nodes - 1), c = cos(low), s = sin(low), dc = cos(step), ds = sin(step);
        int best = 0;
        for (int i = 0; i < nodes; i++) {
            E[i] = low + i * step;
            m = at(k, E[i], c, s);
            f[i] = margin(&eye, &m);
            if (f[i] > f[best]) best = i;
            if (f[i] >= 0.0 && hit < 0) hit = i;
            double next = c * dc - s * ds; s = s * dc + c * ds; c = next;
        }
        if (hit < 0) {
            if (look || hope(f, best, nodes) < -20.0) return INFINITY;
            low = E[best ? best - 1 : 0]; high = E[best + 1 < nodes ? best + 1 : nodes - 1]; nodes = 13;
        }
    }
    if (hit <= 0) return INFINITY;
    double lo = E[hit - 1], hi = E[hit], fl = f[hit - 1], fh = f[hit];
    int side = 0;
    for (int i = 0; i < 5; i++) {
        double mid = hi - fh * (hi - lo) / (fh - fl);
        m = one(k, mid);
        double fm = margin(&eye, &m);
        if (fm >= 0.0) { if (side > 0) fl *= 0.5; hi = mid; fh = fm; side = 1; }
        else { if (side < 0) fh *= 0.5; lo = mid; fl = fm; side = -1; }
    }
    m = one(k, hi - fh * (hi - lo) / (fh - fl));
    return m.t;
}

static double spare(const Site *g, const Facing *f, const Sample *m, double ready) {
    double d = project(f, m), chord = sqrt(fmax(EARTH * EARTH + m->r * m->r - 2.0 * EARTH * d, 1e-18));
    double s = 0.5 * (EARTH + m->r + chord), less = fmax(s - chord, 1e-9), u = 0.5 * s * g->inverse_a, w = 0.5 * less * g->inverse_a;
    double edge = 1.0 - u;
    u = fmin(u, 1.0);
    double ru = sqrt(u), rw = sqrt(w), alpha = 2.0 * asin(ru) - 2.0 * ru * sqrt(1.0 - u), beta = 2.0 * asin(rw) - 2.0 * rw * sqrt(1.0 - w);
    double left = m->t - ready - g->scale * (alpha - beta), slow = m->t - ready - g->scale * (2.0 * M_PI - alpha - beta);
    double along = sqrt(MU * (1.0 - u) / (2.0 * s)), back = sqrt(MU * (1.0 - w) / (2.0 * less));
    double face = fmin(1.0, fmax(-1.0, (d - EARTH) / chord)), base = back * (1.0 + face) - g->needed, tilt = along * (1.0 - face);
    left = fmax(fmin(left, 1e3 * (base - tilt)), fmin(slow, 1e3 * (base + tilt)));
    return fmin(left, 1e4 * edge);
}

static double first_shot(const Path *k, const Site *g, double ready) {
    if (!(ready < k->total)) return INFINITY;
    double cosine = ((EARTH + g->floor) / k->a - 1.0) / k->e;
    if (cosine > 1.0) return INFINITY;
    double half = acos(fmax(-1.0, cosine)), low = fmax(M_PI - half, k->start), high = fmin(M_PI + half, k->end);
    if (ready > k->boost) low = fmax(low, anomaly(k, ready));
    if (!(high > low)) return INFINITY;
    Facing site = facing(k, g->up.x);
    double f[16], E[16];
    int nodes = SHOT_NODES, hit = -1;
    Sample m;
    for (int look = 0; look < 3 && hit < 0; look++) {
        double step = (high - low) / (nodes - 1), c = cos(low), s = sin(low), dc = cos(step), ds = sin(step);
        int best = 0;
        for (int i = 0; i < nodes; i++) {
            E[i] = low + i * step;
            m = at(k, E[i], c, s);
            f[i] = spare(g, &site, &m, ready);
            if (f[i] > f[best]) best = i;
            if (f[i] >= 0.0 && hit < 0) hit = i;
            double next = c * dc - s * ds; s = s * dc + c * ds; c = next;
        }
        if (hit < 0) {
            if (look == 2 || hope(f, best, nodes) < (look ? -1.0 : -10.0)) return INFINITY;
            low = E[best ? best - 1 : 0]; high = E[best + 1 < nodes ? best + 1 : nodes - 1]; nodes = 13;
        }
    }
    if (hit < 0) return INFINITY;
    if (hit == 0) { m = one(k, E[0]); return m.t; }
    double lo = E[hit - 1], hi = E[hit], fl = fmax(f[hit - 1], -400.0), fh = f[hit];
    int side = 0;
    for (int i = 0; i < 3; i++) {
        double mid = lo + (hi - lo) * -fl / (fh - fl);
        m = one(k, mid);
        double fm = fmax(spare(g, &site, &m, ready), -400.0);
        if (fm >= 0.0) { if (side > 0) fl *= 0.5; hi = mid; fh = fm; side = 1; }
        else { if (side < 0) fh *= 0.5; lo = mid; fl = fm; side = -1; }
    }
    m = one(k, lo + (hi - lo) * -fl / (fh - fl));
    return m.t;
}

static V unit(double lat, double lon) {
    lat *= M_PI / 180; lon *= M_PI / 180;
    V v = {{cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)}};
    return v;
}

/* launches: lat lon altitude boost downrange; radars: lat lon reach mask middle width cued guides; sites: lat lon speed floor lost. */
void footprint(int rows, const double *launches, int radars, const double *r, int sites, const double *s, const double *defence,
               int cells, const double *target, unsigned char *covered, double *first) {
    Radar radar[8];
    Site site[16];
    for (int i = 0; i < radars; i++, r += 8) {
        double la = r[0] * M_PI / 180, lo = r[1] * M_PI / 180, mid = r[4] * M_PI / 180, half = 0.5 * r[5] * M_PI / 180;
        double east[3] = {-sin(lo), cos(lo), 0}, north[3] = {-sin(la) * cos(lo), -sin(la) * sin(lo), cos(la)};
        radar[i].up = unit(r[0], r[1]);
        for (int j = 0; j < 3; j++) {
            radar[i].ahead.x[j] = north[j] * cos(mid) + east[j] * sin(mid);
            radar[i].aside.x[j] = east[j] * cos(mid) - north[j] * sin(mid);
        }
        radar[i].reach = r[2]; radar[i].mask_sine = sin(r[3] * M_PI / 180); radar[i].w_sine = sin(half); radar[i].w_cos = cos(half);
        radar[i].full = r[5] >= 360.0; radar[i].cued = r[6] > 0; radar[i].guides = r[7] > 0;
    }
    for (int i = 0; i < sites; i++, s += 5) {
        site[i].up = unit(s[0], s[1]); site[i].speed = s[2]; site[i].floor = s[3]; site[i].lost = s[4];
        site[i].inverse_a = 2.0 / EARTH - s[2] * s[2] / MU;
        site[i].scale = 1.0 / sqrt(MU * pow(site[i].inverse_a, 3));
        site[i].needed = sin(defence[4] * M_PI / 180 - 1e-12) * s[2];
    }
    for (int j = 0; j < cells; j++) {
        covered[j] = 1;
        first[j] = 0.0;
        for (int i = 0; i < rows; i++) {
            const double *l = launches + 5 * i, goal[3] = {target[j], target[cells + j], target[2 * cells + j]};
            V from = unit(l[0], l[1]);
            Path k = fly(from.x, goal, l[2], l[3], l[4]);
            double cue = fmax(defence[0], k.boost), track = INFINITY, seen[8];
            for (int d = 0; d < radars; d++) if (!radar[d].cued) cue = fmin(cue, seen[d] = first_sight(&k, &radar[d], k.boost));
            cue += defence[1];
            for (int d = 0; d < radars; d++) {
                if (radar[d].cued) seen[d] = first_sight(&k, &radar[d], fmax(cue, k.boost));
                if (radar[d].guides) track = fmin(track, seen[d]);
            }
            double soonest = INFINITY;
            for (int d = 0; d < sites; d++) soonest = fmin(soonest, first_shot(&k, &site[d], track + defence[2] + defence[3] + site[d].lost));
            if (!isfinite(soonest)) covered[j] = 0;
            first[j] = fmax(first[j], soonest);
        }
    }
}
