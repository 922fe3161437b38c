/** One generation of the Python SDK that is tested against. */
export interface SdkVersion {
  /** Short name for `--only` and the columns of the matrix. */
  id: string;
  /** Exact release of `bittensor`. */
  bittensor: string;
  /** Further requirements: libraries of its time, and ways around packages that exclude each other. */
  pins: readonly string[];
  /** Newer ones are asked to read a local chain. */
  chain: boolean;
  /** Library behind its wallets: the SDK's own Python, or btwallet (Rust). */
  wallet: "python" | "rust";
}

/**
 * The generations, oldest first. Every requirement has a wheel, except those of {@link SOURCE_ONLY}.
 * 7.0.0 is what subnet 1 pinned in its time; pydantic is held at a release of the same months, because later ones
 * break the way fastapi 0.110.1 copies models.
 */
export const SDK_VERSIONS: readonly SdkVersion[] = [
  {
    id: "7.0",
    bittensor: "7.0.0",
    pins: ["setuptools<70", "pydantic==2.7.4"],
    chain: false,
    wallet: "python",
  },
  { id: "7.4", bittensor: "7.4.0", pins: ["pydantic==2.7.4"], chain: false, wallet: "python" },
  // async-substrate-interface 2 refuses to share an environment with scalecodec, which 9.12.2 requires.
  { id: "9", bittensor: "9.12.2", pins: ["async-substrate-interface<2"], chain: true, wallet: "rust" },
  {
    id: "10",
    bittensor: "10.5.0",
    // A known fault of its axon belongs to these two.
    pins: ["fastapi==0.165.0", "starlette==1.10.0"],
    chain: true,
    wallet: "rust",
  },
];

/** The quickest to install; what CI runs. */
export const QUICK = "10";

/** Pure Python packages that were only ever published as source. */
export const SOURCE_ONLY: readonly string[] = ["ansible-vault"];
