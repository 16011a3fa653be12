// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest finds in registers after a start, after a reset of an engine, and after a reset of
 * the device, against what public texts say.
 *
 * The vGPU is real, between the fakes of the tests. Its host's registers hold POISON, so a value
 * that comes from the host is seen.
 */
#include <stdio.h>
#include <string.h>

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mutex.h>

#include "core/regs/index.h"
#include "core/regs/mmio.h"
#include "core/regs/reg.h"
#include "core/regs/store.h"
#include "checks.h"
#include "data.h"
#include "env.h"
#include "report.h"
#include "resets.h"

#define POISON		0x5a5a5a5au
#define GDRST		0x941c
#define GDRST_FULL	1

static struct data facts, known;
static struct vgt_env env;

/* reset-known.tsv: whose, offset, when, why. */
static bool is_known(const char *offset, const char *when)
{
	bool found = false;
	unsigned int i;

	for (i = 0; i < known.count; i++) {
		struct row *k = &known.rows[i];

		if (strcmp(k->field[0], "module") || strcmp(k->field[1], offset) ||
		    !strstr(k->field[2], when) || !*k->field[3])
			continue;
		k->used = true;
		found = true;
	}
	return found;
}

static void check_known(void)
{
	unsigned int i;

	for (i = 0; i < known.count; i++)
		if (!strcmp(known.rows[i].field[0], "module") && !known.rows[i].used)
			differ("reset", known.rows[i].field[1], "known", "not needed");
}

static bool of_gpu(const struct row *fact, u8 gen)
{
	u32 offset = number(fact->field[RESETS_OFFSET]), rel;
	enum vgt_engine_id id = vgt_engine_by_reg(offset, &rel);

	if (strcmp(fact->field[RESETS_SPACE], "mmio"))
		return false;
	if (!strchr(fact->field[RESETS_GENS], '0' + gen))
		return false;
	return id == VGT_NUM_ENGINES || env.dev.gpu->desc.engine_mask & BIT(id);
}

/**
 * resets_hold() - compare what a register holds
 * @fact: the row
 * @n: which of its registers
 * @have: what it holds
 * @when: after what: start, engine, device
 */
void resets_hold(const struct row *fact, u32 n, u32 have, const char *when)
{
	u32 want = number(fact->field[RESETS_VALUE]), mask = number(fact->field[RESETS_MASK]);

	if ((have ^ want) & mask && !is_known(fact->field[RESETS_OFFSET], when))
		differ("reset", fact->field[RESETS_OFFSET], when, "%s[%u] is %#x, not %#x (%s)",
		       fact->field[RESETS_NAME], n, have & mask, want,
		       fact->field[RESETS_SOURCE]);
}

static void check_fact(const struct row *fact, const char *when)
{
	u32 offset = number(fact->field[RESETS_OFFSET]), n;

	for (n = 0; n < number(fact->field[RESETS_COUNT]); n++)
		resets_hold(fact, n, env_read(&env, offset + 4 * n), when);
}

/* Have all registers hold something else than after power-on. */
static void dirty(u8 gen)
{
	enum vgt_engine_id id;
	unsigned int i;
	u32 n;

	mutex_lock(&env.vgpu->lock);
	for (i = 0; i < facts.count; i++) {
		const struct row *fact = &facts.rows[i];
		u32 offset = number(fact->field[RESETS_OFFSET]);

		for (n = 0; of_gpu(fact, gen) && n < number(fact->field[RESETS_COUNT]); n++)
			vgt_mmio_store(env.vgpu, offset + 4 * n,
				       ~number(fact->field[RESETS_VALUE]) & 0x7fffffff);
	}
	for (id = 0; id < VGT_NUM_ENGINES; id++) {
		env.vgpu->engines[id].el.csb_write = 2;
		env.vgpu->engines[id].el.csb_read = 3;
	}
	mutex_unlock(&env.vgpu->lock);
	/* Slots of FORCE_TO_NONPRIV are not in the store: they give L3SQCREG4. */
	for (n = 0; n < 12; n++)
		env_write(&env, 0x24d0 + 4 * n, 0xb118);
}

static void check_all(u8 gen, const char *when, bool engines_only)
{
	unsigned int i;

	for (i = 0; i < facts.count; i++)
		if (of_gpu(&facts.rows[i], gen) &&
		    (!engines_only || !strcmp(facts.rows[i].field[RESETS_AFTER], "reset")))
			check_fact(&facts.rows[i], when);
}

static int start(u8 gen)
{
	u32 i;
	int ret = vgt_env_ports_init(&env, gen);

	if (ret)
		return ret;
	env.gpu.gpu.desc.engine_mask |= BIT(VGT_VCS2);
	for (i = 0; i < VGT_MMIO_SIZE / 4; i++) {
		env.gpu.initial[i] = POISON;
		env.gpu.regs[i] = POISON;
	}
	return vgt_env_start(&env);
}

static bool is_told(u32 offset, u8 gen)
{
	unsigned int k;

	for (k = 0; k < facts.count; k++)
		if (of_gpu(&facts.rows[k], gen) &&
		    offset - number(facts.rows[k].field[RESETS_OFFSET]) <
		    4 * number(facts.rows[k].field[RESETS_COUNT]))
			return true;
	return false;
}

/*
 * Of how many rows is anything told? Those in which the host's value is found start from what
 * hardware has, and nobody's documents have PVINFO.
 */
static void count(u8 gen)
{
	const struct vgt_reg_index *index = &env.dev.regs;
	u32 rows = 0, own = 0, own_told = 0, found_told = 0, i, n;

	for (i = 0; i < index->count; i++) {
		const struct vgt_reg_slot *slot = &index->slots[i];
		bool found = slot->row->flags & VGT_REG_FOUND, told = false;

		for (n = 0; n < (slot->row->count ?: 1); n++)
			told |= is_told(slot->first + 4 * n, gen);
		rows++;
		own += !found;
		own_told += !found && told;
		found_told += found && told;
	}
	printf("  Gen%u: %u rows, each engine's, pipe's and port's counted\n", gen, rows);
	printf("  %u of %u that start from a value of vgt's are told\n", own_told, own);
	printf("  %u of %u that start from one of the host's\n", found_told, rows - own);
}

static void check_gen(u8 gen)
{
	if (start(gen))
		die("no vGPU", "resets");
	count(gen);
	check_all(gen, "start", false);
	dirty(gen);
	env_write(&env, GDRST, GDRST_FULL);
	check_all(gen, "engine", true);
	dirty(gen);
	if (vgt_vgpu_reset(env.vgpu))
		die("no memory", "resets");
	check_all(gen, "device", false);
	vgt_env_end(&env);
	vgt_env_ports_fini(&env);
}

void resets_load(void)
{
	data_load(&facts, "reset-values.tsv");
	data_load(&known, "reset-known.tsv");
}

const struct data *resets_facts(void)
{
	return &facts;
}

/* Configuration space has been compared before, with dumps of machines. */
void check_resets(void)
{
	report_begin();
	check_gen(8);
	check_gen(9);
	check_known();
	report_end("registers after resets");
}
