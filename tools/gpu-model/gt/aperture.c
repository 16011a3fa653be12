// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "core/gpu.h"
#include "gt/aperture.h"
#include "gt/tiling.h"

/* Low half of a fence register. */
#define FENCE_VALID	BIT(0)
#define FENCE_Y		BIT(1)
#define FENCE_START	GENMASK(31, 12)
/* High half. */
#define FENCE_PITCH	GENMASK(11, 0)	/* units of 128 bytes, minus one */
#define FENCE_END	GENMASK(31, 12)	/* last page */

/* A piece of the window that lies in one page. */
struct piece {
	u64 ggtt;
	u32 len;
	bool fenced;
};

/* The first fence that covers @offset; false if there is none. */
static bool find_fence(const struct gpu *gpu, u64 offset, u32 *low, u32 *high)
{
	for (u32 i = 0; i < FENCES; i++) {
		*low = reg_get(gpu, FENCE_REGS + 8 * i);
		*high = reg_get(gpu, FENCE_REGS + 8 * i + 4);
		if ((*low & FENCE_VALID) && offset >= (*low & FENCE_START) &&
		    offset < (u64)(*high & FENCE_END) + PAGE_SIZE)
			return true;
	}
	return false;
}

/* Translate @offset through a fence: the same byte in the tiled surface. */
static struct piece through_fence(u64 offset, u32 len, u32 low, u32 high)
{
	enum tiling t = low & FENCE_Y ? TILING_Y : TILING_X;
	u32 pitch = (FIELD_GET(FENCE_PITCH, high) + 1) * 128;
	u64 start = low & FENCE_START;
	u32 x = (u32)((offset - start) % pitch);
	u32 y = (u32)((offset - start) / pitch);
	struct piece p = { .fenced = true };

	p.ggtt = start + tile_offset(t, pitch, x, y);
	p.len = min(len, min(tile_run(t, x), pitch - x));
	return p;
}

static struct piece next_piece(const struct gpu *gpu, u64 offset, u32 len)
{
	struct piece p = { .fenced = false };
	u32 low, high;

	len = min(len, (u32)(PAGE_SIZE - (offset & (PAGE_SIZE - 1))));
	if (find_fence(gpu, offset, &low, &high))
		return through_fence(offset, len, low, high);
	p.ggtt = offset;
	p.len = len;
	return p;
}

static bool physical(struct gpu *gpu, const struct piece *p, u64 *gpa, u32 use)
{
	static const struct page_user user = { .unit = "aperture" };
	u64 entry = ggtt_entry(&gpu->ggtt, p->ggtt);

	*gpa = (entry & GTT_ADDRESS) | (p->ggtt & (PAGE_SIZE - 1));
	if (!(entry & GTT_PRESENT))
		return false;
	use |= p->fenced ? PAGE_USE_FENCE : PAGE_USE_APERTURE;
	page_log_add(&gpu->page_log, &user, *gpa, p->len, use);
	return true;
}

static void missing(struct gpu *gpu, const struct piece *p, const char *what)
{
	anomaly(&gpu->anomalies, ANOMALY_NO_MEMORY, "aperture: %s of GGTT 0x%llx", what,
		(unsigned long long)p->ggtt);
}

static struct piece locked_piece(struct gpu *gpu, u64 offset, u32 len)
{
	struct piece p;

	pthread_mutex_lock(&gpu->lock);
	p = next_piece(gpu, offset, len);
	pthread_mutex_unlock(&gpu->lock);
	return p;
}

void aperture_read(struct gpu *gpu, u64 offset, void *buf, u32 len)
{
	u8 *out = buf;

	__atomic_add_fetch(&gpu->aperture_reads, 1, __ATOMIC_RELAXED);
	while (len) {
		struct piece p = locked_piece(gpu, offset, len);
		u64 gpa;

		if (!physical(gpu, &p, &gpa, PAGE_USE_READ) ||
		    memory_read(&gpu->memory, gpa, out, p.len)) {
			memset(out, 0xff, p.len);
			missing(gpu, &p, "read");
		}
		out += p.len;
		offset += p.len;
		len -= p.len;
	}
}

void aperture_write(struct gpu *gpu, u64 offset, const void *buf, u32 len)
{
	const u8 *in = buf;

	__atomic_add_fetch(&gpu->aperture_writes, 1, __ATOMIC_RELAXED);
	while (len) {
		struct piece p = locked_piece(gpu, offset, len);
		u64 gpa;

		if (!physical(gpu, &p, &gpa, PAGE_USE_WRITE) ||
		    memory_write(&gpu->memory, gpa, in, p.len))
			missing(gpu, &p, "write");
		in += p.len;
		offset += p.len;
		len -= p.len;
	}
}
