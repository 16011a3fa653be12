build/mutate/base/drivers/gpu/vgt/core/sched/ban.o: \
 /work/main/drivers/gpu/vgt/core/sched/ban.c \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/bits.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/linux/const.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/bits.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/asm-generic/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/bitsperlong.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h \
 shim/linux/types.h shim/linux/ktime.h \
 /work/main/drivers/gpu/vgt/core/recent.h \
 /work/main/drivers/gpu/vgt/core/sched/ban.h \
 /work/main/drivers/gpu/vgt/core/sched/ban_types.h \
 /work/main/drivers/gpu/vgt/core/recent_types.h
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/bits.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/linux/const.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/vdso/bits.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm/../../../arch/x86/include/uapi/asm/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/asm-generic/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/uapi/asm-generic/bitsperlong.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/build_bug.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h:
shim/linux/types.h:
shim/linux/ktime.h:
/work/main/drivers/gpu/vgt/core/recent.h:
/work/main/drivers/gpu/vgt/core/sched/ban.h:
/work/main/drivers/gpu/vgt/core/sched/ban_types.h:
/work/main/drivers/gpu/vgt/core/recent_types.h:
