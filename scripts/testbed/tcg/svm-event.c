// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin for L1's QEMU that works around faults of its emulated SVM, which sometimes kill L2s or
 * L1.
 *
 * QEMU (11.1 and before) delivers an external interrupt that VMRUN injects, and keeps its vector in
 * the virtual processor's exception_index. If the processor has to leave its loop before the next
 * #VMEXIT, QEMU takes the vector for an exception and delivers it again, even if interrupts are
 * off. If that happens in the handler's first instruction, and the interrupt came from user mode,
 * the kernel takes the user's GS base for its own, and a triple fault follows. If it happens while
 * a lock is held, L2 hangs.
 *
 * A virtual interrupt (V_IRQ) does not have that fault. So the plugin replaces an external
 * interrupt in EVENTINJ by a virtual one right before VMRUN, and restores what KVM expects right
 * after #VMEXIT. If the interrupt was not delivered, EXITINTINFO reports it as if its delivery had
 * been interrupted, and KVM injects it again. A V_IRQ of KVM's own, by which KVM learns that
 * interrupts are on, waits until the next VMRUN.
 *
 * A #VMEXIT for L1's interrupts precedes a virtual interrupt, but follows EVENTINJ. KVM relies on
 * that: it sends itself an interrupt to return at once if it has more to inject. So the third try
 * leaves EVENTINJ unchanged; that #VMEXIT is then near.
 *
 * If a guest writes CR8 while a virtual interrupt is pending, QEMU ends: cpu_interrupt() wants a
 * lock that helper_write_crN() does not take. UEFI firmware writes CR8 at the end of each
 * interrupt. So writes of CR8 are always intercepted. KVM emulates them, whether it asked for that
 * or not.
 *
 * The VMCB's layout: AMD64 Architecture Programmer's Manual, volume 2, appendix B.
 */
#include <string.h>

#include "qemu-plugin.h"

#define BIT(n) (1u << (n))

EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* Words of the VMCB. */
#define VMCB_INTERCEPT_CR	0x000
#define  INTERCEPT_CR8_WRITE	BIT(24)
#define VMCB_INTERCEPT		0x00c
#define  INTERCEPT_VINTR	BIT(4)
#define VMCB_INT_CTL		0x060
#define  INT_CTL_V_IRQ		BIT(8)
#define  INT_CTL_V_PRIO		(0xfu << 16)
#define  INT_CTL_V_IGN_TPR	BIT(20)
#define  INT_CTL_OURS		(INT_CTL_V_IRQ | INT_CTL_V_PRIO | INT_CTL_V_IGN_TPR)
#define VMCB_INT_VECTOR		0x064
#define VMCB_EXITINTINFO	0x088
#define VMCB_EVENTINJ		0x0a8
#define  EVENT_VECTOR		0xffu
#define  EVENT_TYPE		(7u << 8)	/* 0: external interrupt */
#define  EVENT_VALID		BIT(31)

#define MAX_VCPUS 256
#define MAX_SITES 16
#define MAX_TRIES 2

static const uint8_t vmrun_code[] = { 0x0f, 0x01, 0xd8 };

/* A virtual processor: what its VMRUN found in the VMCB, while the guest runs. */
static struct vcpu {
	struct qemu_plugin_register *rax;
	GByteArray *buffer;
	uint64_t vmcb;		/* 0: the VMCB is unchanged */
	unsigned int tries;	/* failed tries to deliver it */
	uint32_t vector;
	uint32_t intercept;
	uint32_t int_ctl;
	uint32_t int_vector;
} vcpus[MAX_VCPUS];

/* Instructions after VMRUN, to which #VMEXIT returns, as host addresses of L1's code. */
static void *sites[MAX_SITES];
static GMutex sites_lock;

static uint32_t vmcb_read(struct vcpu *v, uint64_t vmcb, unsigned int offset)
{
	uint32_t value = 0;

	g_byte_array_set_size(v->buffer, 0);
	if (!qemu_plugin_read_memory_hwaddr(vmcb + offset, v->buffer, sizeof(value)))
		memcpy(&value, v->buffer->data, sizeof(value));
	return value;
}

static void vmcb_write(struct vcpu *v, unsigned int offset, uint32_t value)
{
	g_byte_array_set_size(v->buffer, 0);
	g_byte_array_append(v->buffer, (const uint8_t *)&value, sizeof(value));
	qemu_plugin_write_memory_hwaddr(v->vmcb + offset, v->buffer);
}

static uint64_t rax(struct vcpu *v)
{
	uint64_t value = 0;

	g_byte_array_set_size(v->buffer, 0);
	if (qemu_plugin_read_register(v->rax, v->buffer) && v->buffer->len >= sizeof(value))
		memcpy(&value, v->buffer->data, sizeof(value));
	return value;
}

static void intercept_cr8(struct vcpu *v)
{
	uint32_t intercept = vmcb_read(v, v->vmcb, VMCB_INTERCEPT_CR);

	if (!(intercept & INTERCEPT_CR8_WRITE))
		vmcb_write(v, VMCB_INTERCEPT_CR, intercept | INTERCEPT_CR8_WRITE);
}

static void before_vmrun(unsigned int index, void *data)
{
	struct vcpu *v = &vcpus[index % MAX_VCPUS];
	uint64_t vmcb = rax(v);
	uint32_t event = vmcb_read(v, vmcb, VMCB_EVENTINJ);

	v->vmcb = vmcb;
	intercept_cr8(v);
	v->vmcb = 0;
	if (!(event & EVENT_VALID) || event & EVENT_TYPE)
		return;
	if (v->tries == MAX_TRIES) {
		v->tries = 0;
		return;
	}
	v->vmcb = vmcb;
	v->vector = event & EVENT_VECTOR;
	v->intercept = vmcb_read(v, vmcb, VMCB_INTERCEPT);
	v->int_ctl = vmcb_read(v, vmcb, VMCB_INT_CTL);
	v->int_vector = vmcb_read(v, vmcb, VMCB_INT_VECTOR);
	vmcb_write(v, VMCB_INTERCEPT, v->intercept & ~INTERCEPT_VINTR);
	vmcb_write(v, VMCB_INT_CTL, v->int_ctl | INT_CTL_OURS);
	vmcb_write(v, VMCB_INT_VECTOR, v->vector);
	vmcb_write(v, VMCB_EVENTINJ, event & ~EVENT_VALID);
}

static void after_vmexit(unsigned int index, void *data)
{
	struct vcpu *v = &vcpus[index % MAX_VCPUS];
	uint32_t int_ctl;

	if (!v->vmcb)
		return;
	int_ctl = vmcb_read(v, v->vmcb, VMCB_INT_CTL);
	if (int_ctl & INT_CTL_V_IRQ) {
		vmcb_write(v, VMCB_EXITINTINFO, v->vector | EVENT_VALID);
		v->tries++;
	} else {
		v->tries = 0;
	}
	vmcb_write(v, VMCB_INTERCEPT, v->intercept);
	vmcb_write(v, VMCB_INT_CTL, (int_ctl & ~INT_CTL_OURS) | (v->int_ctl & INT_CTL_OURS));
	vmcb_write(v, VMCB_INT_VECTOR, v->int_vector);
	v->vmcb = 0;
}

static bool find_site(void *site, bool add)
{
	bool found = false;
	int i;

	g_mutex_lock(&sites_lock);
	for (i = 0; i < MAX_SITES && sites[i] && !found; i++)
		found = sites[i] == site;
	if (add && !found && i < MAX_SITES)
		sites[i] = site;
	g_mutex_unlock(&sites_lock);
	return found;
}

static bool is_vmrun(struct qemu_plugin_insn *insn)
{
	uint8_t code[sizeof(vmrun_code)];

	return qemu_plugin_insn_data(insn, code, sizeof(code)) == sizeof(code) &&
	       !memcmp(code, vmrun_code, sizeof(code));
}

/* VMRUN ends its block, and #VMEXIT begins one. */
static void translated(struct qemu_plugin_tb *tb, void *data)
{
	struct qemu_plugin_insn *first = qemu_plugin_tb_get_insn(tb, 0);
	struct qemu_plugin_insn *last;

	if (find_site(qemu_plugin_insn_haddr(first), false))
		qemu_plugin_register_vcpu_insn_exec_cb(first, after_vmexit,
						       QEMU_PLUGIN_CB_NO_REGS, NULL);
	last = qemu_plugin_tb_get_insn(tb, qemu_plugin_tb_n_insns(tb) - 1);
	if (is_vmrun(last)) {
		find_site((char *)qemu_plugin_insn_haddr(last) + sizeof(vmrun_code), true);
		qemu_plugin_register_vcpu_insn_exec_cb(last, before_vmrun,
						       QEMU_PLUGIN_CB_R_REGS, NULL);
	}
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
	qemu_plugin_register_vcpu_init_cb(id, vcpu_starts, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
	return 0;
}
