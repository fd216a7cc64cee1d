// The product's mark. In the page itself: as a picture it would be a document and a request of its own each time.

export function Mark({ size }: { size: number }) {
  return (
    <svg class="mark-picture" width={size} height={size} viewBox="0 0 512 512" aria-hidden="true">
      <rect width="512" height="512" fill="#1f4fd8" />
      <path
        fill="#fff"
        d="M148 132h216c26 0 46 20 46 46v118c0 26-20 46-46 46H268l-82 66c-7 5-16 0-16-8v-58h-22c-26 0-46-20-46-46V178c0-26 20-46 46-46z"
      />
      <path fill="none" stroke="#1f4fd8" stroke-width="30" stroke-linecap="round" stroke-linejoin="round" d="m196 238 44 44 80-88" />
    </svg>
  );
}
