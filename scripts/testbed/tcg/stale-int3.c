// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for L1's QEMU that makes it drop stale translations of INT3, which sometimes stop all
 * processors of L1.
 *
 * When a store hits a page with translated code, QEMU (11.1 and before) drops the translations
 * first, and stores afterwards. Between the two, another processor may translate the old byte
 * again. Linux changes its code (static keys) with a temporary INT3: the last store replaces it by
 * the first byte of the new instruction. If that store loses the race, QEMU keeps the INT3. The
 * kernel finds no INT3 in memory, returns to the instruction, and meets it again, without end. KVM
 * changes the scheduler this way whenever it makes the first virtual machine, or ends the last.
 *
 * The plugin stores the same byte in the debugger's way. QEMU notices that and drops the
 * translations after the store.
 */
#include <stdio.h>
#include <string.h>

#include "qemu-plugin.h"

EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define INT3		0xcc
#define MAX_VCPUS	256
#define MAX_SITES	4096
/* A processor that was about to run it may meet a removed INT3 once or twice. */
#define MAX_MEETINGS	16
/* Enough bytes of code to identify the page at an address. */
#define CODE_BYTES	16

/* An INT3 that was translated. Sites are never removed: few places are ever patched. */
static struct site {
	uint64_t vaddr;
	const uint8_t *code;	/* in L1's memory */
} sites[MAX_SITES];
static unsigned int site_count;
static GMutex sites_lock;

/* A virtual processor: how often it met the same stale INT3. */
static struct vcpu {
	const struct site *site;
	unsigned int meetings;
	GByteArray *buffer;
} vcpus[MAX_VCPUS];

static void drop_translations(struct vcpu *v, const struct site *site)
{
	uint8_t code[CODE_BYTES];
	size_t size = CODE_BYTES;

	/* Not across the end of the page: another page may follow there. */
	if (size > 4096 - (site->vaddr & 4095))
		size = 4096 - (site->vaddr & 4095);
	memcpy(code, site->code, size);
	g_byte_array_set_size(v->buffer, 0);
	if (!qemu_plugin_read_memory_vaddr(site->vaddr, v->buffer, size) ||
	    memcmp(code, v->buffer->data, size))
		return;
	g_byte_array_set_size(v->buffer, 1);
	if (qemu_plugin_write_memory_vaddr(site->vaddr, v->buffer))
		fprintf(stderr, "stale-int3: dropped the translation of an INT3 at 0x%llx\n",
			(unsigned long long)site->vaddr);
}

static void before_int3(unsigned int index, void *data)
{
	struct vcpu *v = &vcpus[index % MAX_VCPUS];
	const struct site *site = data;

	if (__atomic_load_n(site->code, __ATOMIC_RELAXED) == INT3) {
		v->meetings = 0;
		return;
	}
	if (v->site != site)
		v->meetings = 0;
	v->site = site;
	if (++v->meetings % MAX_MEETINGS == 0)
		drop_translations(v, site);
}

static struct site *find_site(uint64_t vaddr, void *code)
{
	struct site *site = NULL;
	unsigned int i;

	g_mutex_lock(&sites_lock);
	for (i = 0; i < site_count && !site; i++)
		if (sites[i].vaddr == vaddr && sites[i].code == code)
			site = &sites[i];
	if (!site && site_count < MAX_SITES) {
		site = &sites[site_count++];
		site->vaddr = vaddr;
		site->code = code;
	}
	g_mutex_unlock(&sites_lock);
	return site;
}

/*
 * Whether it is an INT3, or was one when it was translated. The bytes that QEMU shows here are read
 * again, and may be new already. Then they are the first bytes of an instruction that is longer
 * than the translated one.
 */
static bool is_int3(const struct qemu_plugin_insn *insn)
{
	/* Instructions with which the kernel replaces INT3: jumps, calls, NOPs, and prefixes. */
	static const uint8_t longer[] = { 0xe8, 0xe9, 0xeb, 0x0f, 0x66, 0x2e, 0x3e };
	uint8_t code;

	if (qemu_plugin_insn_size(insn) != 1 || qemu_plugin_insn_data(insn, &code, 1) != 1)
		return false;
	return code == INT3 || memchr(longer, code, sizeof(longer));
}

/* An INT3 is always the first of a block when the kernel returns to it. */
static void translated(struct qemu_plugin_tb *tb, void *data)
{
	struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);
	struct site *site;

	if (!is_int3(first) || !qemu_plugin_insn_haddr(first))
		return;
	site = find_site(qemu_plugin_insn_vaddr(first), qemu_plugin_insn_haddr(first));
	if (site)
		qemu_plugin_register_vcpu_insn_exec_cb(first, before_int3,
						       QEMU_PLUGIN_CB_NO_REGS, site);
}

static void vcpu_starts(unsigned int index, void *data)
{
	vcpus[index % MAX_VCPUS].buffer = g_byte_array_new();
}

EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	qemu_plugin_register_vcpu_init_cb(id, vcpu_starts, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
	return 0;
}
