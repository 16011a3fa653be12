// SPDX-License-Identifier: GPL-2.0-only
/*
 * A processor whose whole program is "rep movsq; hlt". Mediators see what guests write to
 * their page tables by KVM's page tracking, which acts on the guest's own stores only.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "guest.h"
#include "vcpu.h"

#define PML4		0x1000ull
#define PDPT		0x2000ull
#define PD		0x3000ull
#define CODE		0x4000ull
#define SOURCE		0x5000ull
#define SOURCE_WORDS	512

#define PTE_PRESENT	(BIT_ULL(0) | BIT_ULL(1))
#define PTE_LARGE	BIT_ULL(7)

#define CR0_PE_PG	(BIT_ULL(0) | BIT_ULL(31))
#define CR4_PAE		BIT_ULL(5)
#define EFER_LME_LMA	(BIT_ULL(8) | BIT_ULL(10))

#define MAX_CPUIDS	100
#define MAX_EXITS	64

static void write_memory(struct guest *g)
{
	static const u8 code[] = { 0xf3, 0x48, 0xa5, 0xf4 };	/* rep movsq; hlt */
	u64 *pd = guest_cpu_at(g, PD);
	u64 i;

	*(u64 *)guest_cpu_at(g, PML4) = PDPT | PTE_PRESENT;
	*(u64 *)guest_cpu_at(g, PDPT) = PD | PTE_PRESENT;
	for (i = 0; i < GUEST_RAM >> 21; i++)
		pd[i] = i << 21 | PTE_PRESENT | PTE_LARGE;
	memcpy(guest_cpu_at(g, CODE), code, sizeof(code));
}

static int set_cpuid(int kvm, int vcpu)
{
	struct kvm_cpuid2 *cpuid;
	int ret = 0;

	cpuid = calloc(1, sizeof(*cpuid) + MAX_CPUIDS * sizeof(cpuid->entries[0]));
	if (!cpuid)
		return -ENOMEM;
	cpuid->nent = MAX_CPUIDS;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid) ||
	    ioctl(vcpu, KVM_SET_CPUID2, cpuid))
		ret = -errno;
	free(cpuid);
	return ret;
}

/* 64-bit mode, flat. */
static int set_mode(int vcpu)
{
	const struct kvm_segment code = {
		.limit = ~0u, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1,
	};
	const struct kvm_segment data = {
		.limit = ~0u, .selector = 16, .type = 3, .present = 1, .s = 1, .db = 1, .g = 1,
	};
	struct kvm_sregs s;

	if (ioctl(vcpu, KVM_GET_SREGS, &s))
		return -errno;
	s.cs = code;
	s.ds = data;
	s.es = data;
	s.ss = data;
	s.cr3 = PML4;
	s.cr4 = CR4_PAE;
	s.efer = EFER_LME_LMA;
	s.cr0 |= CR0_PE_PG;
	return ioctl(vcpu, KVM_SET_SREGS, &s) ? -errno : 0;
}

static int vcpu_open(struct guest *g)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), ret;

	if (kvm < 0)
		return -errno;
	g->run_size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE);
	g->vcpu = ioctl(g->vm, KVM_CREATE_VCPU, 0);
	if (g->vcpu < 0) {
		ret = -errno;
		goto out;
	}
	g->run = mmap(NULL, g->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, g->vcpu, 0);
	if (g->run == MAP_FAILED) {
		ret = -errno;
		goto out;
	}
	write_memory(g);
	ret = set_cpuid(kvm, g->vcpu);
	if (!ret)
		ret = set_mode(g->vcpu);
out:
	close(kvm);
	return ret;
}

void vcpu_close(struct guest *g)
{
	if (g->vcpu < 0)
		return;
	if (g->run != MAP_FAILED)
		munmap(g->run, g->run_size);
	close(g->vcpu);
	g->vcpu = -1;
}

/* What KVM says of an exit that should not be. */
static void tell_exit(struct guest *g)
{
	struct kvm_run *run = g->run;
	struct kvm_regs regs = { 0 };
	struct kvm_sregs s = { 0 };

	ioctl(g->vcpu, KVM_GET_REGS, &regs);
	ioctl(g->vcpu, KVM_GET_SREGS, &s);
	fprintf(stderr, "# a processor stopped: exit reason %u", run->exit_reason);
	if (run->exit_reason == KVM_EXIT_INTERNAL_ERROR)
		fprintf(stderr, ", suberror %u, data 0x%llx 0x%llx", run->internal.suberror,
			run->internal.data[0], run->internal.data[1]);
	if (run->exit_reason == KVM_EXIT_FAIL_ENTRY)
		fprintf(stderr, ", hardware's reason 0x%llx",
			run->fail_entry.hardware_entry_failure_reason);
	fprintf(stderr, ", rip 0x%llx, rcx 0x%llx, cr2 0x%llx, efer 0x%llx, on processor %d\n",
		regs.rip, regs.rcx, s.cr2, s.efer, sched_getcpu());
}

static bool is_emulated(void)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	bool found = false;
	char line[256];

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, "QEMU TCG");
	if (file)
		fclose(file);
	return found;
}

/*
 * An emulated first processor may lose what VMRUN changes there while another one loads FPU state:
 * see choose_processors() of scripts/testbed/l2. So a virtual processor runs on another one.
 */
static int run_elsewhere(int vcpu)
{
	static int emulated = -1;
	cpu_set_t before, others;
	bool moved = false;
	int ret, error;

	if (emulated < 0)
		emulated = is_emulated();
	if (emulated && !sched_getaffinity(0, sizeof(before), &before)) {
		others = before;
		CPU_CLR(0, &others);
		moved = CPU_COUNT(&others) && !sched_setaffinity(0, sizeof(others), &others);
	}
	ret = ioctl(vcpu, KVM_RUN, 0);
	error = errno;
	if (moved)
		sched_setaffinity(0, sizeof(before), &before);
	errno = error;
	return ret;
}

static int run(struct guest *g, struct kvm_regs *regs)
{
	struct kvm_run *run = g->run;
	int i;

	if (ioctl(g->vcpu, KVM_SET_REGS, regs))
		return -errno;
	for (i = 0; i < MAX_EXITS; i++) {
		if (run_elsewhere(g->vcpu) && errno != EINTR)
			return -errno;
		if (run->exit_reason == KVM_EXIT_HLT)
			return 0;
		if (run->exit_reason != KVM_EXIT_INTR) {
			tell_exit(g);
			return -EIO;
		}
	}
	return -ETIMEDOUT;
}

/* The processor copies @count quadwords to @to from @from, one of which is SOURCE. */
static int copy(struct guest *g, u64 to, u64 from, u32 count)
{
	struct kvm_regs regs = {
		.rip = CODE, .rsi = from, .rdi = to, .rcx = count, .rflags = 2,
	};

	return run(g, &regs);
}

static int copy_begin(struct guest *g, u64 gpa, u32 count)
{
	if (count > SOURCE_WORDS || gpa + count * 8ull > GUEST_RAM)
		return -EINVAL;
	return g->vcpu < 0 ? vcpu_open(g) : 0;
}

int guest_store(struct guest *g, u64 gpa, const u64 *values, u32 count)
{
	int ret = copy_begin(g, gpa, count);

	if (ret)
		return ret;
	memcpy(guest_cpu_at(g, SOURCE), values, count * 8);
	return copy(g, gpa ^ g->swap, SOURCE, count);
}

int guest_load(struct guest *g, u64 gpa, u64 *values, u32 count)
{
	int ret = copy_begin(g, gpa, count);

	if (!ret)
		ret = copy(g, SOURCE, gpa ^ g->swap, count);
	if (!ret)
		memcpy(values, guest_cpu_at(g, SOURCE), count * 8);
	return ret;
}
