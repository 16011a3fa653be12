// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for L1's QEMU that counts the instructions that L1's processors execute, for
 * scripts/bench. Unlike times, such a count hardly changes with the load of the machine.
 *
 * A program in L1 asks for the count by an instruction that does nothing elsewhere: a long NOP
 * with one of the displacements below. The count is in RAX afterwards. A program without the
 * plugin finds RAX as it was. L2's instructions count, too.
 *
 * Blocks of translated code are counted, with all their instructions. A block that an exception
 * leaves early is counted in full.
 */
#include <string.h>

#include "qemu-plugin.h"

EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define MAX_VCPUS 256

/* NOPL disp32(%rax): of all processors, and of the one that asks. tests/bench/insns.c has them. */
static const uint8_t ask_all[] = { 0x0f, 0x1f, 0x80, 0x31, 0x6e, 0x73, 0x6e };
static const uint8_t ask_own[] = { 0x0f, 0x1f, 0x80, 0x32, 0x6e, 0x73, 0x6e };

static struct vcpu {
	struct qemu_plugin_register *rax;
	GByteArray *buffer;
} vcpus[MAX_VCPUS];

static qemu_plugin_u64 executed;

static void answer(unsigned int index, uint64_t count)
{
	struct vcpu *v = &vcpus[index % MAX_VCPUS];

	g_byte_array_set_size(v->buffer, 0);
	g_byte_array_append(v->buffer, (const uint8_t *)&count, sizeof(count));
	qemu_plugin_write_register(v->rax, v->buffer);
}

static void asked_all(unsigned int index, void *data)
{
	answer(index, qemu_plugin_u64_sum(executed));
}

static void asked_own(unsigned int index, void *data)
{
	answer(index, qemu_plugin_u64_get(executed, index));
}

static bool is_code(const struct qemu_plugin_insn *insn, const uint8_t *code)
{
	uint8_t found[sizeof(ask_all)];

	return qemu_plugin_insn_size(insn) == sizeof(found) &&
	       qemu_plugin_insn_data(insn, found, sizeof(found)) == sizeof(found) &&
	       !memcmp(found, code, sizeof(found));
}

/* The answer comes before the NOP, which leaves it alone. */
static void translated(struct qemu_plugin_tb *tb, void *data)
{
	size_t count = qemu_plugin_tb_n_insns(tb), i;

	for (i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (is_code(insn, ask_all))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, asked_all,
							       QEMU_PLUGIN_CB_RW_REGS, NULL);
		else if (is_code(insn, ask_own))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, asked_own,
							       QEMU_PLUGIN_CB_RW_REGS, NULL);
	}
	qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, QEMU_PLUGIN_INLINE_ADD_U64,
							  executed, count);
}

static void vcpu_starts(unsigned int index, void *data)
{
	struct vcpu *v = &vcpus[index % MAX_VCPUS];
	GArray *all = qemu_plugin_get_registers();

	for (guint i = 0; i < all->len; i++) {
		struct qemu_plugin_reg_descriptor *reg =
			&g_array_index(all, struct qemu_plugin_reg_descriptor, i);

		if (!strcmp(reg->name, "rax"))
			v->rax = reg->handle;
	}
	g_array_free(all, TRUE);
	v->buffer = g_byte_array_new();
}

EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	executed.score = qemu_plugin_scoreboard_new(sizeof(uint64_t));
	qemu_plugin_register_vcpu_init_cb(id, vcpu_starts, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
	return 0;
}
