/** Text from which the tokenizers of the tiny models learn their words. */
export const CORPUS =
  `The miner answers prompts and the validator scores the answers. A validator sends a question to
many miners at once, reads each stream of tokens as it arrives, and gives a higher weight to an answer that is
correct, fast and complete. The chain keeps the weights, and every epoch it pays the miners by them. A wallet has a
coldkey and a hotkey: the coldkey holds the stake, the hotkey signs the requests. Please write a short story about
a small robot who learns to paint the sea. Once upon a time there was a little robot in a quiet town near the water.
It looked at the waves every morning and wondered how to show their colour. What is the capital of France? The
capital of France is Paris. What is the largest planet? The largest planet is Jupiter. How many legs does a spider
have? A spider has eight legs. Explain how a hash function works in simple words. A hash function takes any input
and gives a short number of fixed size, and a small change of the input changes the whole number. Write a function
that adds two numbers and returns the sum. You are a helpful assistant. You should think step by step and then give
the final answer. Hello, how are you today? I am fine, thank you. The weather is warm and the sky is clear. Good
models learn from data, and good data comes from people who care about the work. Is this a good answer? Yes, it is.
No, it is not. Maybe we should try again with another question. The sum of two and three is five. One, two, three,
four, five, six, seven, eight, nine, ten. Red, green, blue, yellow, black, white. Summarise the text below in one
sentence. The text below is long, but its point is short: be kind, be clear, be on time. Where is the library? When
does the train leave? Who wrote this book? Why is the grass green? Which of these words is a noun?`;
