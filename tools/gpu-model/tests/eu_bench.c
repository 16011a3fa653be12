// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "tests/eu_bench.h"
#include "tests/test.h"

static int fetch(void *context, u64 ip, void *buf, u32 len)
{
	struct eu_bench *b = context;
	u32 bytes = b->code_bytes ? b->code_bytes : b->a.n * 8;

	if (ip + len > bytes)
		return -1;
	memcpy(buf, (u8 *)b->a.code + ip, len);
	return 0;
}

/* Messages end here; those to the spawner end the thread. */
static enum eu_result take_message(struct eu_thread *t, struct eu_message *m)
{
	struct eu_bench *b = t->owner;

	b->sends++;
	b->last = *m;
	for (u32 i = 0; i < m->response && i < EU_MESSAGE_REGS; i++)
		memset(m->answer[i], (int)(0x10 + i), sizeof(m->answer[i]));
	return EU_OK;
}

static u64 count_time(void *context __unused)
{
	return 0x123456789abull;
}

struct eu_bench *bench_create(u32 gen, u32 channels)
{
	struct eu_bench *b = calloc(1, sizeof(*b));

	if (!b)
		abort();
	b->m = (struct eu_machine){
		.gen = gen, .code = &b->code, .fetch = fetch, .send = take_message,
		.timestamp = count_time, .context = b,
	};
	eu_thread_init(&b->t, &b->m, 0, channels == 32 ? ~0u : BIT(channels) - 1, 0);
	b->t.owner = b;
	return b;
}

void bench_restart(struct eu_bench *b)
{
	b->a.n = 0;
	b->t.mask = b->t.dispatch;
	b->t.waiting = 0;
}

enum eu_result bench_run(struct eu_bench *b, u32 most)
{
	b->t.ip = 0;
	eu_code_renew(&b->code);
	return eu_thread_run(&b->t, most);
}

void bench_step(struct eu_bench *b)
{
	enum eu_result res = bench_run(b, 1);

	if (res != EU_SLICE)
		FAIL("result %d: %s", res, b->t.why ? b->t.why : "no reason");
}

u32 bench_random(void)
{
	static u64 state = 0x853c49e6748fea9bull;

	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(state >> 32);
}

void bench_fill(struct eu_bench *b)
{
	for (u32 i = 0; i < EU_GRF_SPACE; i += 4)
		eu_reg_set(&b->t, i, bench_random());
}
