"""usage: test_slurm.py TRAPLINE: sweeps on a real Slurm cluster that this starts and stops; 77 if Slurm is not here."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import slurm_cluster

CANNOT_TELL = 77
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else ""
SWEEP = """[sweep]
scenario = "{scenario}"
seeds = {seeds}
[grid]
"vm.placement" = ["service-os", "xen"]
"""


def sweep_command(folder, name, *more):
    return [PROGRAM, "sweep", str(folder / f"{name}.toml"), "--into", str(folder / name), "--csv", str(folder / f"{name}.csv"),
            "--quiet", *more]


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def write_sweep(folder, name, scenario, seeds):
    (folder / f"{name}.toml").write_text(SWEEP.format(scenario=scenario, seeds=seeds))


def local_table(folder, name):
    """What the same sweep comes to without the cluster."""
    command = sweep_command(folder, name)
    command[command.index("--into") + 1] += "-local"
    command[command.index("--csv") + 1] = str(folder / "local.csv")
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (folder / "local.csv").read_text()


def the_cluster_computes_what_this_machine_does(cluster, folder):
    write_sweep(folder, "plain", "hello", 8)
    done = subprocess.run(sweep_command(folder, "plain", "--executor", "slurm"), env=cluster.environment,
                          stdout=subprocess.PIPE, text=True)
    check(done.returncode == 0, f"ended with {done.returncode}")
    check("16 of 16 points" in done.stdout, done.stdout)
    check((folder / "plain.csv").read_text() == local_table(folder, "plain"), "another table than without the cluster")
    check("--array=0-3\n" in (folder / "plain/sweep.sbatch").read_text(), "more tasks than MaxArraySize = 5 allows, or fewer")


def a_node_that_dies_loses_nothing(cluster, folder):
    write_sweep(folder, "dying", "ticks", 6)
    running = subprocess.Popen(sweep_command(folder, "dying", "--executor", "slurm", "--lost-after", "5 s"),
                               env=cluster.environment, stdout=subprocess.PIPE, text=True)
    cluster.wait_for(lambda: any((folder / "dying/tasks").glob("*.alive")))
    cluster.kill_node()
    time.sleep(1)
    cluster.start_node()
    out, _ = running.communicate(timeout=280)
    check(running.returncode == 0, f"ended with {running.returncode}: {out}")
    check((folder / "dying.csv").read_text() == local_table(folder, "dying"), "another table than without the cluster")


def main():
    if gone := slurm_cluster.missing():
        print(f"{gone} is not here: scripts/install-packages test")
        return CANNOT_TELL
    with tempfile.TemporaryDirectory(prefix="trapline-slurm-") as made:
        folder = Path(made)
        (folder / "cluster").mkdir()
        folder.chmod(0o755)
        with slurm_cluster.Cluster(folder / "cluster", array_size=5) as cluster:
            for test in (the_cluster_computes_what_this_machine_does, a_node_that_dies_loses_nothing):
                test(cluster, folder)
                print(f"{test.__name__}: ok", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
