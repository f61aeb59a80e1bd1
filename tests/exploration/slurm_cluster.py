"""A Slurm cluster of this machine alone, on 127.0.0.1, in a folder: munged, slurmctld, slurmd, as ordinary processes."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

PROGRAMS = ("munged", "mungekey", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo")

SETTINGS = """ClusterName=trapline
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={daemon_port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/run/munge.socket
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
MpiDefault=none
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
MaxArraySize={array_size}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd.log
NodeName=localhost NodeAddr=127.0.0.1 NodeHostname={host} CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=sweep Nodes=localhost Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """The first program that is not here, or None."""
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    return next((p for p in PROGRAMS if shutil.which(p, path=path) is None), None)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Cluster:
    def __init__(self, folder, array_size):
        self.folder = Path(folder)
        for name in ("run", "log", "state", "spool"):
            (self.folder / name).mkdir()
        os.chmod(self.folder, 0o755)
        os.chmod(self.folder / "run", 0o755)
        self.settings = self.folder / "slurm.conf"
        self.settings.write_text(SETTINGS.format(folder=self.folder, array_size=array_size, controller_port=free_port(),
                                                 daemon_port=free_port(), host=socket.gethostname().split(".")[0]))
        # slurmd asks for no control group with this plugin: it comes up where none are mounted, too.
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")
        self.environment = {**os.environ, "SLURM_CONF": str(self.settings),
                            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        self.running = []

    def start(self, *command):
        log = open(self.folder / "log" / (command[0] + ".out"), "ab")
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.running.append(process)
        return process

    def __enter__(self):
        run, log = self.folder / "run", self.folder / "log"
        key = run / "munge.key"
        subprocess.run(["mungekey", "-c", "-k", key, "-f"], env=self.environment, check=True)
        os.chmod(key, 0o600)
        self.start("munged", "-F", "-S", f"{run}/munge.socket", f"--key-file={key}", f"--pid-file={run}/munged.pid",
                   f"--seed-file={run}/munged.seed", f"--log-file={log}/munged.log", "--num-threads=2")
        self.start("slurmctld", "-D", "-c", "-f", str(self.settings))
        self.start_node()
        return self

    def start_node(self):
        self.node = self.start("slurmd", "-D", "-N", "localhost", "-f", str(self.settings))
        self.wait_for(lambda: self.output("sinfo", "-h", "-o", "%T").strip() in ("idle", "mixed", "allocated"))

    def kill_node(self):
        """As if its power had gone: the daemon and everything that it started."""
        for pid in [self.node.pid, *started_for(self.folder)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.node.wait()
        self.running.remove(self.node)

    def output(self, *command):
        return subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

    def wait_for(self, condition, seconds=120):
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise TimeoutError("the cluster does not come up: " + self.output("sinfo"))
            time.sleep(0.1)

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def processes():
    """Process ids and command lines."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                yield int(entry.name), (entry / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                pass


def started_for(folder):
    """The job steps of this cluster and what they run: they are nobody's children."""
    for pid, command in processes():
        environment = environment_of(pid)
        if str(folder).encode() in environment and (b"slurmstepd" in command or b"SLURM_JOB_ID=" in environment):
            yield pid


def environment_of(pid):
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""
