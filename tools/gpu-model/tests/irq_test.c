// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupt tree and the edges of its MSI.
 */
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/driver.h"

#define MASTER		0x44200
#define PIPE_A		0x44400
#define IMR		0x4
#define IIR		0x8
#define IER		0xc

/* A driver with the pipe A group open and everything acknowledged. */
static struct driver *create(void)
{
	struct driver *d = driver_create();

	wr(d, PIPE_A + IMR, 0);
	wr(d, PIPE_A + IER, ~0u);
	msi_take(d);
	return d;
}

static void raise(struct driver *d, u32 bits)
{
	pthread_mutex_lock(&d->gpu->lock);
	irq_raise(d->gpu, IRQ_PIPE_A, bits);
	pthread_mutex_unlock(&d->gpu->lock);
}

static void event_reaches_the_master(void)
{
	struct driver *d = create();

	raise(d, BIT(0));
	EXPECT_EQ(msi_take(d), 1);
	EXPECT_EQ(rd(d, MASTER), BIT(31) | BIT(16));
	EXPECT_EQ(rd(d, PIPE_A + IIR), BIT(0));
	wr(d, PIPE_A + IIR, BIT(0));
	EXPECT_EQ(rd(d, PIPE_A + IIR), 0);
	EXPECT_EQ(rd(d, MASTER), BIT(31));
	driver_destroy(d);
}

static void masks_and_enables(void)
{
	struct driver *d = create();

	wr(d, PIPE_A + IMR, BIT(1));
	raise(d, BIT(1));
	EXPECT_EQ(rd(d, PIPE_A + IIR), 0);
	wr(d, PIPE_A + IER, ~BIT(2));
	raise(d, BIT(2));
	/* Latched, but not passed on. */
	EXPECT_EQ(rd(d, PIPE_A + IIR), BIT(2));
	EXPECT_EQ(rd(d, MASTER), BIT(31));
	EXPECT_EQ(msi_take(d), 0);
	wr(d, PIPE_A + IER, ~0u);
	EXPECT_EQ(msi_take(d), 1);
	driver_destroy(d);
}

static void msi_is_an_edge(void)
{
	struct driver *d = create();

	raise(d, BIT(0));
	raise(d, BIT(3));
	EXPECT_EQ(msi_take(d), 1);
	/* The handler: disable, acknowledge a part, enable: what is left is sent again. */
	wr(d, MASTER, 0);
	EXPECT_EQ(rd(d, MASTER), BIT(16));
	wr(d, PIPE_A + IIR, BIT(0));
	EXPECT_EQ(msi_take(d), 0);
	wr(d, MASTER, BIT(31));
	EXPECT_EQ(msi_take(d), 1);
	wr(d, MASTER, BIT(31));
	EXPECT_EQ(msi_take(d), 0);
	driver_destroy(d);
}

static void iir_holds_a_second_event(void)
{
	struct driver *d = create();

	raise(d, BIT(0));
	raise(d, BIT(0));
	raise(d, BIT(0));
	wr(d, PIPE_A + IIR, BIT(0));
	EXPECT_EQ(rd(d, PIPE_A + IIR), BIT(0));
	wr(d, PIPE_A + IIR, BIT(0));
	EXPECT_EQ(rd(d, PIPE_A + IIR), 0);
	driver_destroy(d);
}

/* Each engine's bits arrive in its group, at its shift. */
static void engines_have_their_places(void)
{
	static const struct {
		enum engine_id id;
		u32 iir;
		u32 bits;
		u32 master;
	} places[] = {
		{ RCS0, 0x44308, BIT(0), BIT(0) }, { BCS0, 0x44308, BIT(16), BIT(1) },
		{ VCS0, 0x44318, BIT(0), BIT(2) }, { VCS1, 0x44318, BIT(16), BIT(3) },
		{ VECS0, 0x44338, BIT(0), BIT(6) },
	};
	struct driver *d = driver_create_device("skl-gt3");

	for (u32 i = 0; i < ARRAY_SIZE(places); i++) {
		pthread_mutex_lock(&d->gpu->lock);
		engine_interrupt(&d->gpu->engine[places[i].id], GT_USER_INTERRUPT);
		pthread_mutex_unlock(&d->gpu->lock);
		EXPECT_EQ(rd(d, places[i].iir), places[i].bits);
		EXPECT_EQ(rd(d, MASTER), BIT(31) | places[i].master);
		wr(d, places[i].iir, ~0u);
	}
	driver_destroy(d);
}

static void engine_mask_holds_back(void)
{
	struct driver *d = driver_create();

	wr(d, 0x2000 + RING_IMR, GT_USER_INTERRUPT);
	pthread_mutex_lock(&d->gpu->lock);
	engine_interrupt(&d->gpu->engine[RCS0], GT_USER_INTERRUPT);
	pthread_mutex_unlock(&d->gpu->lock);
	EXPECT_EQ(rd(d, 0x44308), 0);
	driver_destroy(d);
}

static u64 pin_take(int fd)
{
	u64 n;

	return read(fd, &n, sizeof(n)) == sizeof(n) ? n : 0;
}

static void with_lock(struct driver *d, void (*fn)(struct gpu *gpu, bool on), bool on)
{
	pthread_mutex_lock(&d->gpu->lock);
	fn(d->gpu, on);
	pthread_mutex_unlock(&d->gpu->lock);
}

/* The pin is signalled once, then again at each unmask while it is high. */
static void pin_is_a_level(void)
{
	struct driver *d = create();
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	pthread_mutex_lock(&d->gpu->lock);
	irq_set_pin(d->gpu, fd);
	pthread_mutex_unlock(&d->gpu->lock);
	/* The MSI goes first. */
	raise(d, BIT(0));
	EXPECT_EQ(msi_take(d), 1);
	EXPECT_EQ(pin_take(fd), 0);
	pthread_mutex_lock(&d->gpu->lock);
	irq_set_msi(d->gpu, -1);
	irq_mask_pin(d->gpu, false);
	pthread_mutex_unlock(&d->gpu->lock);
	EXPECT_EQ(pin_take(fd), 1);
	raise(d, BIT(3));
	EXPECT_EQ(pin_take(fd), 0);
	with_lock(d, irq_mask_pin, false);
	EXPECT_EQ(pin_take(fd), 1);
	with_lock(d, irq_switch_pin, true);
	with_lock(d, irq_mask_pin, false);
	EXPECT_EQ(pin_take(fd), 0);
	with_lock(d, irq_switch_pin, false);
	EXPECT_EQ(pin_take(fd), 1);
	wr(d, PIPE_A + IIR, ~0u);
	with_lock(d, irq_mask_pin, false);
	EXPECT_EQ(pin_take(fd), 0);
	raise(d, BIT(0));
	EXPECT_EQ(pin_take(fd), 1);
	pthread_mutex_lock(&d->gpu->lock);
	irq_set_pin(d->gpu, -1);
	pthread_mutex_unlock(&d->gpu->lock);
	close(fd);
	driver_destroy(d);
}

static const struct test tests[] = {
	TEST(event_reaches_the_master),
	TEST(masks_and_enables),
	TEST(msi_is_an_edge),
	TEST(pin_is_a_level),
	TEST(iir_holds_a_second_event),
	TEST(engines_have_their_places),
	TEST(engine_mask_holds_back),
	{ 0 }
};

SUITE(irq, tests);
