build/mutate/base/drivers/gpu/vgt/core/sched/cap.o: \
 /work/main/drivers/gpu/vgt/core/sched/cap.c \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h \
 /root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h \
 shim/linux/types.h shim/linux/math64.h \
 /work/main/drivers/gpu/vgt/core/sched/cap.h shim/linux/ktime.h \
 /work/main/drivers/gpu/vgt/core/sched/cap_types.h
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler_types.h:
/root/.cache/vgt/src/linux-source-6.1-6.1.192-2/tools/include/linux/compiler-gcc.h:
shim/linux/types.h:
shim/linux/math64.h:
/work/main/drivers/gpu/vgt/core/sched/cap.h:
shim/linux/ktime.h:
/work/main/drivers/gpu/vgt/core/sched/cap_types.h:
