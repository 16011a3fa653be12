// SPDX-License-Identifier: GPL-2.0-only
/*
 * gtt-tiles: tiled buffers through the aperture (DRM_IOCTL_I915_GEM_MMAP_GTT). i915 gives
 * each of them a fence, which shows the tiles as lines. What goes in through the aperture is
 * compared with memory, and what goes into memory is compared through the aperture.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <i915_drm.h>
#include <xf86drm.h>

#include "surface.h"

#define PITCH		1024u		/* whole tiles of both kinds */
#define WIDTH		(PITCH / 4)	/* pixels */
#define HEIGHT		32u
#define BYTES		(PITCH * HEIGHT)
#define BAND		4u		/* rows of each buffer in turn */
#define MAX_BUFFERS	32

static const char usage[] =
	"Usage: gtt-tiles [OPTION...]\n"
	"\n"
	"Maps X and Y tiled buffers through the aperture. In rounds: draws through these maps,\n"
	"some rows of each buffer in turn, and compares each pixel with memory, where the\n"
	"program finds the tiles itself; then the other way round. Prints a line for each round.\n"
	"\n"
	"  -b, --buffers N     how many, half of them with Y tiles (default 8)\n"
	"  -n, --rounds N      at least so many rounds (default 1)\n"
	"  -u, --until FILE    and until this exists\n"
	"  -s, --seed N        of the pictures (default 1)\n"
	"  -d, --device PATH   the DRM device (default /dev/dri/card0)\n"
	"\n"
	"Status: 0 all is right; 1 a wrong pixel; 2 wrong usage; 3 no device; 4 the driver\n"
	"refused a request.\n";

/**
 * struct options - what the command line asks for
 * @buffers: how many
 * @rounds: at least
 * @until: a file, or NULL
 * @seed: of the pictures
 * @device: path, or NULL
 */
struct options {
	unsigned int buffers, rounds;
	const char *until;
	u32 seed;
	const char *device;
};

/**
 * struct tiles - a tiled buffer
 * @surface: as it lies in memory
 * @map: as the aperture shows it, in lines
 */
struct tiles {
	struct surface surface;
	u64 *map;
};

static void parse(struct options *o, int argc, char **argv)
{
	const struct option table[] = {
		{ "buffers", required_argument, NULL, 'b' },
		{ "rounds", required_argument, NULL, 'n' },
		{ "until", required_argument, NULL, 'u' },
		{ "seed", required_argument, NULL, 's' },
		{ "device", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "b:n:u:s:d:h", table, NULL)) != -1) {
		switch (c) {
		case 'b':
			o->buffers = parse_number("--buffers", optarg, MAX_BUFFERS);
			break;
		case 'n':
			o->rounds = parse_number("--rounds", optarg, 1000000);
			break;
		case 'u':
			o->until = optarg;
			break;
		case 's':
			o->seed = parse_number("--seed", optarg, 1000000);
			break;
		case 'd':
			o->device = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_OK);
		default:
			exit(EXIT_USAGE);
		}
	}
	if (optind < argc)
		die(EXIT_USAGE, "what is '%s'? See --help", argv[optind]);
}

static u32 pixel(u32 seed, u32 x, u32 y)
{
	return mix32(seed * 0x9e3779b1u + y * WIDTH + x);
}

/* Two pixels, as one access shows them. */
static u64 pixels(u32 seed, u32 x, u32 y)
{
	return (u64)pixel(seed, x + 1, y) << 32 | pixel(seed, x, y);
}

static void set_tiling(struct gpu *gpu, const struct surface *s)
{
	u32 mode = s->tiling == TILING_X ? I915_TILING_X : I915_TILING_Y;
	struct drm_i915_gem_set_tiling arg = {
		.handle = s->bo.handle, .tiling_mode = mode, .stride = s->pitch,
	};

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_SET_TILING, &arg))
		die(EXIT_ERROR, "cannot set %s tiles: %s", tiling_names[s->tiling],
		    strerror(errno));
	if (arg.tiling_mode != mode || arg.swizzle_mode != I915_BIT_6_SWIZZLE_NONE)
		die(EXIT_ERROR, "%s tiles: the driver has mode %u, swizzle %u",
		    tiling_names[s->tiling], arg.tiling_mode, arg.swizzle_mode);
}

static void tiles_open(struct gpu *gpu, struct tiles *t, enum tiling tiling)
{
	struct drm_i915_gem_mmap_gtt arg = { 0 };

	t->surface = (struct surface){
		.tiling = tiling, .pitch = PITCH, .cpp = 4, .height = HEIGHT,
	};
	gpu_new_bo(gpu, &t->surface.bo, BYTES);
	set_tiling(gpu, &t->surface);
	arg.handle = t->surface.bo.handle;
	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_MMAP_GTT, &arg))
		die(EXIT_ERROR, "cannot map a buffer through the aperture: %s", strerror(errno));
	t->map = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, gpu->fd, arg.offset);
	if (t->map == MAP_FAILED)
		die(EXIT_ERROR, "cannot map a buffer through the aperture: %s", strerror(errno));
}

static void tiles_close(struct gpu *gpu, struct tiles *t)
{
	munmap(t->map, BYTES);
	gpu_free_bo(gpu, &t->surface.bo);
}

static void set_domain(struct gpu *gpu, const struct tiles *t, u32 domain)
{
	struct drm_i915_gem_set_domain arg = {
		.handle = t->surface.bo.handle, .read_domains = domain, .write_domain = domain,
	};

	if (drmIoctl(gpu->fd, DRM_IOCTL_I915_GEM_SET_DOMAIN, &arg))
		die(EXIT_ERROR, "cannot move a buffer: %s", strerror(errno));
}

static void wrong(const struct tiles *t, const char *where, u32 x, u32 y, u32 is, u32 must)
{
	die(EXIT_WRONG, "%s tiles, buffer %u: pixel %u,%u %s is 0x%x instead of 0x%x",
	    tiling_names[t->surface.tiling], t->surface.bo.handle, x, y, where, is, must);
}

static void band_draw(struct tiles *t, u32 first, u32 seed)
{
	u32 x, y;

	for (y = first; y < first + BAND; y++)
		for (x = 0; x < WIDTH; x += 2)
			WRITE_ONCE(t->map[(y * WIDTH + x) / 2], pixels(seed, x, y));
}

static void band_check(struct tiles *t, u32 first, u32 seed)
{
	u32 x, y;
	u64 two;

	for (y = first; y < first + BAND; y++) {
		for (x = 0; x < WIDTH; x += 2) {
			two = READ_ONCE(t->map[(y * WIDTH + x) / 2]);
			if ((u32)two != pixel(seed, x, y))
				wrong(t, "in the aperture", x, y, two, pixel(seed, x, y));
			if (two >> 32 != pixel(seed, x + 1, y))
				wrong(t, "in the aperture", x + 1, y, two >> 32,
				      pixel(seed, x + 1, y));
		}
	}
}

static void memory_draw(struct tiles *t, u32 seed)
{
	u32 linear[WIDTH * HEIGHT], i;

	for (i = 0; i < WIDTH * HEIGHT; i++)
		linear[i] = pixel(seed, i % WIDTH, i / WIDTH);
	surface_put(&t->surface, (u8 *)linear);
}

static void memory_check(struct tiles *t, u32 seed)
{
	u32 linear[WIDTH * HEIGHT], i;

	surface_get(&t->surface, (u8 *)linear);
	for (i = 0; i < WIDTH * HEIGHT; i++)
		if (linear[i] != pixel(seed, i % WIDTH, i / WIDTH))
			wrong(t, "in memory", i % WIDTH, i / WIDTH, linear[i],
			      pixel(seed, i % WIDTH, i / WIDTH));
}

static void domains(struct gpu *gpu, struct tiles *t, unsigned int count, u32 domain)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		set_domain(gpu, &t[i], domain);
}

/* Each access to another buffer may be to one that has no fence any more. */
static void in_bands(struct tiles *t, unsigned int count, u32 seed,
		     void (*band)(struct tiles *t, u32 first, u32 seed))
{
	unsigned int i;
	u32 y;

	for (y = 0; y < HEIGHT; y += BAND)
		for (i = 0; i < count; i++)
			band(&t[i], y, seed + i);
}

static void round_run(struct gpu *gpu, struct tiles *t, unsigned int count, u32 seed)
{
	unsigned int i;

	domains(gpu, t, count, I915_GEM_DOMAIN_GTT);
	in_bands(t, count, seed, band_draw);
	domains(gpu, t, count, I915_GEM_DOMAIN_CPU);
	for (i = 0; i < count; i++)
		memory_check(&t[i], seed + i);
	seed += MAX_BUFFERS;
	for (i = 0; i < count; i++)
		memory_draw(&t[i], seed + i);
	domains(gpu, t, count, I915_GEM_DOMAIN_GTT);
	in_bands(t, count, seed, band_check);
}

static bool goes_on(const struct options *o, unsigned int rounds)
{
	return rounds < o->rounds || (o->until && access(o->until, F_OK));
}

int main(int argc, char **argv)
{
	struct options o = { .buffers = 8, .rounds = 1, .seed = 1 };
	struct tiles t[MAX_BUFFERS];
	unsigned int i, rounds = 0;
	struct gpu gpu;

	parse(&o, argc, argv);
	gpu_open(&gpu, o.device);
	for (i = 0; i < o.buffers; i++)
		tiles_open(&gpu, &t[i], i % 2 ? TILING_Y : TILING_X);
	while (goes_on(&o, rounds)) {
		round_run(&gpu, t, o.buffers, (o.seed << 16) + rounds * 2 * MAX_BUFFERS);
		rounds++;
		printf("tiles: round %u is right\n", rounds);
		fflush(stdout);
	}
	for (i = 0; i < o.buffers; i++)
		tiles_close(&gpu, &t[i]);
	gpu_close(&gpu);
	printf("tiles: %u rounds, each pixel of %u buffers is right\n", rounds, o.buffers);
	return EXIT_OK;
}
