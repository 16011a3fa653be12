// SPDX-License-Identifier: GPL-2.0-only
/*
 * What processors and the GPU see of each other's writes. The GPU's blitter copies pages, line by
 * line other words in each round: a line that somebody's cache kept holds those of the round
 * before.
 *
 * Sources: i915's gem/i915_gem_object.c, i915_gem_object_set_cache_coherency(): where the GPU
 * shares the processors' last-level cache, both see each other's writes to pages that the GPU
 * caches; of pages that it does not cache, processors see its writes, and have to flush theirs.
 * gt/intel_gtt.c, bdw_setup_private_ppat(): what the bits of an entry mean. Skylake PRM vol 2a,
 * XY_SRC_COPY_BLT.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <immintrin.h>

#include <drm_fourcc.h>

#include "model.h"
#include "plane.h"
#include "test.h"

#define LINE_WORDS	16u
#define COPY_PAGES	4u
#define LINES		(COPY_PAGES * PAGE_SIZE / 64)
#define ROUNDS		4

#define FROM		0x1000000u
#define TO		0x2000000u
#define BATCH		0x3000000u

#define XY_SRC_COPY	(2u << 29 | 0x53u << 22 | 3u << 20 | 8)
#define COPY_32BIT	(3u << 24 | 0xccu << 16)

/* How the GPU caches pages: bits of their entries. */
enum caching { CACHED, WRITE_THROUGH, UNCACHED, CACHINGS };

static const u64 caching_bits[CACHINGS] = {
	[CACHED] = BIT(7), [WRITE_THROUGH] = BIT(4), [UNCACHED] = BIT(4) | BIT(3),
};

static const char * const caching_names[CACHINGS] = { "cached", "written through", "not cached" };

/* How a processor does it. What goes through the aperture is write-combined. */
enum how { PLAIN, FLUSHED, STREAMED, APERTURE, WAYS };

static const char * const way_names[WAYS] = {
	"plainly", "with clflush", "by non-temporal stores", "through the aperture",
};

/**
 * struct pages - what is copied
 * @gpa: where it is
 * @ram: where processors have it, write-back
 * @aperture: and through BAR 2
 * @addr: where the GPU has it in its own address space
 */
struct pages {
	u64 gpa;
	u32 *ram;
	u32 *aperture;
	u32 addr;
};

/**
 * struct copier - two buffers, and a context that copies one to the other
 * @gpu: the driver
 * @vm: its address space
 * @ctx: on the blitter
 * @from: read by the GPU
 * @to: written by it
 * @rounds: so many there were; none has the words of another one
 * @round: in which a line was written last
 */
struct copier {
	struct gpu gpu;
	struct ppgtt vm;
	struct context ctx;
	struct pages from, to;
	u32 rounds;
	u32 round[LINES];
};

/**
 * struct verdict - lines that are not as they should be
 * @old: they have the words of a round before
 * @wrong: they have others
 * @first: the first of both
 */
struct verdict {
	u32 old;
	u32 wrong;
	u32 first;
};

static u32 word_of(u32 round, u32 i)
{
	return mix32(round << 14 | i);
}

static bool line_has(const u32 *line, u32 number, u32 round)
{
	u32 i;

	for (i = 0; i < LINE_WORDS; i++)
		if (READ_ONCE(line[i]) != word_of(round, number * LINE_WORDS + i))
			return false;
	return true;
}

static void flush_line(const u32 *line)
{
	_mm_mfence();
	_mm_clflush(line);
	_mm_mfence();
}

static void pages_caching(struct copier *c, const struct pages *p, enum caching caching)
{
	u32 i;

	for (i = 0; i < COPY_PAGES; i++)
		ppgtt_set(&c->vm, p->addr + i * PAGE_SIZE,
			  (p->gpa + i * PAGE_SIZE) | 3 | caching_bits[caching]);
}

static u32 *map_aperture(struct gpu *gpu, u32 addr)
{
	u32 *at = aperture_map(&gpu->g, addr, COPY_PAGES * PAGE_SIZE);

	CHECK(at != MAP_FAILED, "the aperture cannot be mapped: %s", strerror(errno));
	return at;
}

static void pages_make(struct copier *c, struct pages *p, u32 addr)
{
	p->gpa = guest_pages(&c->gpu.g, COPY_PAGES);
	p->ram = guest_at(&c->gpu.g, p->gpa);
	p->aperture = map_aperture(&c->gpu, ggtt_map_low(&c->gpu, p->gpa, COPY_PAGES));
	p->addr = addr;
	pages_caching(c, p, CACHED);
}

static void batch_make(struct copier *c)
{
	const u32 words[] = {
		XY_SRC_COPY, COPY_32BIT | PAGE_SIZE, 0, COPY_PAGES << 16 | PAGE_SIZE / 4,
		c->to.addr, 0, 0, PAGE_SIZE, c->from.addr, 0, 0x0au << 23, 0,
	};
	u64 batch = guest_pages(&c->gpu.g, 1);

	ppgtt_map(&c->vm, BATCH, batch);
	memcpy(guest_at(&c->gpu.g, batch), words, sizeof(words));
}

static void copier_open(struct copier *c, const char *uuid)
{
	memset(c, 0, sizeof(*c));
	gpu_open(&c->gpu, uuid);
	ppgtt_init(&c->gpu, &c->vm);
	context_init(&c->gpu, &c->ctx, BCS, &c->vm);
	pages_make(c, &c->from, FROM);
	pages_make(c, &c->to, TO);
	batch_make(c);
}

static void copier_close(struct copier *c)
{
	munmap(c->from.aperture, COPY_PAGES * PAGE_SIZE);
	munmap(c->to.aperture, COPY_PAGES * PAGE_SIZE);
	gpu_close(&c->gpu);
}

static void copy(struct copier *c)
{
	ring_batch(&c->ctx, BATCH);
	ring_finish(&c->ctx);
	submit(&c->ctx, NULL);
	context_wait(&c->ctx);
}

static void write_line(const struct pages *p, enum how way, u32 number, u32 round)
{
	u32 *line = (way == APERTURE ? p->aperture : p->ram) + number * LINE_WORDS;
	u32 i;

	for (i = 0; i < LINE_WORDS; i++) {
		u32 word = word_of(round, number * LINE_WORDS + i);

		if (way == STREAMED)
			_mm_stream_si32((int *)&line[i], (int)word);
		else
			WRITE_ONCE(line[i], word);
	}
	if (way == FLUSHED)
		flush_line(line);
}

/* A new round: of all lines, or of each @step-th, and its neighbours stay. */
static void write_lines(struct copier *c, const struct pages *p, enum how way, u32 step)
{
	u32 i;

	c->rounds++;
	for (i = 0; i < LINES; i += step) {
		write_line(p, way, i, c->rounds);
		c->round[i] = c->rounds;
	}
	_mm_sfence();
}

/* Each line has the words of the round in which it was written last. */
static struct verdict read_lines(const struct copier *c, const u32 *lines, bool flushed)
{
	struct verdict v = { .first = LINES };
	u32 i, back;

	for (i = 0; i < LINES; i++) {
		const u32 *line = lines + i * LINE_WORDS;

		if (flushed)
			flush_line(line);
		if (line_has(line, i, c->round[i]))
			continue;
		for (back = 1; back <= 2 * ROUNDS && !line_has(line, i, c->round[i] - back); back++)
			;
		if (back <= 2 * ROUNDS)
			v.old++;
		else
			v.wrong++;
		if (v.first == LINES)
			v.first = i;
	}
	return v;
}

static void add(struct verdict *sum, struct verdict v)
{
	if (sum->first == LINES)
		sum->first = v.first;
	sum->old += v.old;
	sum->wrong += v.wrong;
}

/* Processors write in this way, the GPU reads. */
static struct verdict to_gpu(struct copier *c, enum how way, enum caching caching)
{
	struct verdict sum = { .first = LINES };
	u32 round;

	pages_caching(c, &c->from, caching);
	pages_caching(c, &c->to, CACHED);
	for (round = 0; round < ROUNDS; round++) {
		write_lines(c, &c->from, way, 1 + round % 2);
		copy(c);
		add(&sum, read_lines(c, c->to.ram, true));
	}
	return sum;
}

/*
 * A processor has old lines in its cache: written there, if they may be dirty while the GPU writes
 * them; else read.
 */
static void keep_old(struct copier *c, enum caching caching)
{
	const struct pages *p = &c->to;
	u32 i;

	c->rounds++;
	for (i = 0; i < LINES; i++) {
		write_line(p, caching == UNCACHED ? FLUSHED : PLAIN, i, c->rounds);
		(void)READ_ONCE(p->ram[i * LINE_WORDS]);
	}
	_mm_mfence();
}

/* The GPU writes, processors read in this way. */
static struct verdict from_gpu(struct copier *c, enum how way, enum caching caching)
{
	struct verdict sum = { .first = LINES };
	u32 round;

	pages_caching(c, &c->from, CACHED);
	pages_caching(c, &c->to, caching);
	for (round = 0; round < ROUNDS; round++) {
		keep_old(c, caching);
		write_lines(c, &c->from, FLUSHED, 1);
		copy(c);
		add(&sum, read_lines(c, way == APERTURE ? c->to.aperture : c->to.ram,
				     way == FLUSHED));
	}
	return sum;
}

static void judge(struct verdict v, const char *what, enum how way, enum caching caching)
{
	CHECK(!v.old && !v.wrong,
	      "%s %s, pages that the GPU has %s: %u lines have words of before, %u others; the first is line %u of %u",
	      what, way_names[way], caching_names[caching], v.old, v.wrong, v.first, LINES);
}

static void test_to_gpu(const struct test_args *args)
{
	enum caching caching;
	struct copier c;
	enum how way;

	copier_open(&c, args->uuid[0]);
	for (caching = 0; caching < CACHINGS; caching++)
		for (way = 0; way < WAYS; way++) {
			struct verdict v = to_gpu(&c, way, caching);

			/* This is what i915 flushes for: it may go well. */
			if (way == PLAIN && caching == UNCACHED)
				printf("# without a flush, %u of %u lines were old for the GPU\n",
				       v.old, LINES * ROUNDS);
			else
				judge(v, "written", way, caching);
		}
	copier_close(&c);
}

static void test_from_gpu(const struct test_args *args)
{
	static const enum how ways[] = { PLAIN, FLUSHED, APERTURE };
	enum caching caching;
	struct copier c;
	u32 i;

	copier_open(&c, args->uuid[0]);
	for (caching = 0; caching < CACHINGS; caching++)
		for (i = 0; i < ARRAY_SIZE(ways); i++)
			judge(from_gpu(&c, ways[i], caching), "read", ways[i], caching);
	copier_close(&c);
}

/* Processors among themselves: what one mapping of a page has written, the other one reads. */
static void test_aperture(const struct test_args *args)
{
	static const enum how ways[] = { PLAIN, FLUSHED, STREAMED };
	struct copier c;
	u32 i, round;

	copier_open(&c, args->uuid[0]);
	for (i = 0; i < ARRAY_SIZE(ways); i++)
		for (round = 0; round < ROUNDS; round++) {
			write_lines(&c, &c.from, ways[i], 1 + round % 2);
			judge(read_lines(&c, c.from.aperture, false),
			      "read through the aperture, written", ways[i], CACHED);
		}
	for (round = 0; round < ROUNDS; round++) {
		write_lines(&c, &c.from, APERTURE, 1 + round % 2);
		judge(read_lines(&c, c.from.ram, false), "read, written", APERTURE, CACHED);
	}
	copier_close(&c);
}

/**
 * struct shown - a picture whose first pages the copier's GPU draws
 * @c: the copier: what it writes is that picture
 * @copy: VFIO's copy of it
 * @size: of that, in bytes
 * @region: its region
 * @dmabuf: the picture as a dma-buf, mapped
 */
struct shown {
	struct copier c;
	u32 *copy;
	u32 size;
	u32 region;
	u32 *dmabuf;
};

static void shown_open(struct shown *s, const char *uuid)
{
	struct vfio_device_gfx_plane_info info;
	struct copier *c = &s->c;
	struct surface picture;
	int fd;

	copier_open(c, uuid);
	picture = surface_make(&c->gpu, PAGES, 3);
	c->to.gpa = picture.gpa;
	c->to.ram = guest_at(&c->gpu.g, picture.gpa);
	munmap(c->to.aperture, COPY_PAGES * PAGE_SIZE);
	c->to.aperture = map_aperture(&c->gpu, picture.addr);
	pipe_on(&c->gpu.g);
	plane_show(&c->gpu, XRGB8888, STRIDE / 64, picture.addr);
	CHECK(!plane_query(&c->gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info) &&
	      info.stride == STRIDE, "no copy of a picture");
	s->region = info.region_index;
	s->size = info.size;
	s->copy = plane_map_copy(&c->gpu, info.region_index, info.size);
	fd = plane_dmabuf(&c->gpu, plane(&c->gpu, PLANE_PRIMARY).dmabuf_id);
	CHECK(fd >= 0, "no dma-buf: %s", strerror(-fd));
	s->dmabuf = mmap(NULL, COPY_PAGES * PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);
	CHECK(s->dmabuf != MAP_FAILED, "it cannot be mapped: %s", strerror(errno));
	close(fd);
}

static void shown_close(struct shown *s)
{
	munmap(s->dmabuf, COPY_PAGES * PAGE_SIZE);
	munmap(s->copy, s->size);
	copier_close(&s->c);
}

static void shown_judge(struct shown *s, const char *who, enum how way, enum caching caching)
{
	struct vfio_device_gfx_plane_info info;

	judge(read_lines(&s->c, s->dmabuf, false), who, way, caching);
	CHECK(!plane_query(&s->c.gpu, VFIO_GFX_PLANE_TYPE_REGION, PLANE_PRIMARY, &info), "no copy");
	judge(read_lines(&s->c, s->copy, false), who, way, caching);
}

/* What is shown, as i915 maps it for the GPU: not cached, or written through. */
static void test_picture(const struct test_args *args)
{
	static const enum how ways[] = { PLAIN, STREAMED, APERTURE };
	enum caching caching;
	struct shown s;
	u32 i, round;

	shown_open(&s, args->uuid[0]);
	for (caching = WRITE_THROUGH; caching < CACHINGS; caching++) {
		pages_caching(&s.c, &s.c.to, caching);
		for (round = 0; round < ROUNDS; round++) {
			keep_old(&s.c, caching);
			write_lines(&s.c, &s.c.from, FLUSHED, 1);
			copy(&s.c);
			shown_judge(&s, "drawn by the GPU, shown", PLAIN, caching);
		}
	}
	for (i = 0; i < ARRAY_SIZE(ways); i++)
		for (round = 0; round < ROUNDS; round++) {
			write_lines(&s.c, &s.c.to, ways[i], 1 + round % 2);
			shown_judge(&s, "drawn by a processor, shown", ways[i], UNCACHED);
		}
	shown_close(&s);
}

/* What these tests are for: the model gets such a cache, in one direction, then in the other. */
static void test_fault(const struct test_args *args)
{
	struct verdict read, write, good;
	struct copier c;

	copier_open(&c, args->uuid[0]);
	model_tell("incoherent bcs0 read");
	read = to_gpu(&c, FLUSHED, CACHED);
	model_tell("incoherent bcs0 write");
	write = from_gpu(&c, FLUSHED, CACHED);
	model_tell("incoherent bcs0 none");
	good = from_gpu(&c, PLAIN, CACHED);
	/*
	 * All but the first round. Pages whose addresses are alike push each other's lines out of
	 * the model's cache.
	 */
	CHECK(read.old > LINES && !read.wrong,
	      "of what the GPU kept, %u lines are found to be old, %u wrong; the first is line %u",
	      read.old, read.wrong, read.first);
	CHECK(write.old == LINES / 2 * ROUNDS && !write.wrong && write.first == 1,
	      "of what it did not write, %u lines are found to be old, %u wrong", write.old,
	      write.wrong);
	judge(good, "read", PLAIN, CACHED);
	copier_close(&c);
}

const struct test coherency_tests[] = {
	{ .name = "coherency: the GPU reads what processors wrote", .run = test_to_gpu },
	{ .name = "coherency: processors read what the GPU wrote", .run = test_from_gpu },
	{ .name = "coherency: memory and aperture", .run = test_aperture },
	{ .name = "coherency: a picture that is shown", .run = test_picture,
	  .kvmgt = "has dma-bufs only" },
	{ .name = "coherency: a cache that is not coherent is found", .run = test_fault },
	{ 0 },
};
